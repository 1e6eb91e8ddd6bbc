/*
 * A checkpoint that was never taken, and the sums of its bytes, computed here
 * once more.
 *
 * SPDX-License-Identifier: MIT
 */
#include "slots.h"

#include <libc/exo/checkpoint.h>
#include <stdlib.h>
#include <string.h>

#define PERM (PTE_P | PTE_U | PTE_W | PTE_NOEXEC)

struct checkpoint *
sample_checkpoint(const uint32_t *vas, unsigned count)
{
	struct checkpoint *checkpoint = calloc(1, sizeof(*checkpoint));
	struct image *image = image_create(count);
	uint8_t contents[PGSIZE] = { 0 };
	struct span *span = NULL;

	for (unsigned i = 0; i < count; i++) {
		uint32_t slot;

		contents[100] = (uint8_t)(i + 1);
		if (span == NULL || span->start != span_start(vas[i])) {
			if (span != NULL)
				image_add(image, span);
			span = span_create(span_start(vas[i]));
		}
		slot_fill(&slot, i % 2 ? NULL : contents);
		span_add(span, vas[i], PERM, slot);
	}
	if (span != NULL)
		image_add(image, span);
	memset(&checkpoint->state, 0x5A, sizeof(checkpoint->state));
	checkpoint->env = 0x1001;
	checkpoint->priority = 7;
	checkpoint->tickets = 100;
	checkpoint->image = image;
	return checkpoint;
}

void
put_sums(uint8_t *bytes, size_t size_bytes)
{
	uint32_t sums[2] = { 1, 1 };

	for (size_t at = SUMS_OFFSET + sizeof(sums); at + 4 <= size_bytes; at += 4) {
		uint32_t word;

		memcpy(&word, bytes + at, 4);
		sums[0] += word;
		sums[1] += sums[0];
	}
	memcpy(bytes + SUMS_OFFSET, sums, sizeof(sums));
}
