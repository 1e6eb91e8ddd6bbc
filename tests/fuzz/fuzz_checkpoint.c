/*
 * The reader of checkpoints as bytes: as they come, and with their sums made
 * right, so that it reads on.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <abi/memlayout.h>
#include <libc/exo/checkpoint.h>
#include <string.h>

#include "../unit/exo/slots.h"
#include "fuzz.h"

static void
check_pages(const struct image *image)
{
	uint32_t pages = 0;

	for (uint32_t i = 0; i < image->span_count; i++) {
		const struct span *span = image->spans[i];

		REQUIRE(span->start % SPAN_SIZE == 0 && span->start < UTOP && span->count > 0);
		REQUIRE(i == 0 || span->start > image->spans[i - 1]->start);
		for (uint32_t page = 0; page < SPAN_PAGES; page++) {
			const uint32_t perm = span->pages[page].perm;

			REQUIRE(perm == 0 || (perm & ~(uint32_t)(PTE_AVAIL | PTE_W | PTE_NOEXEC)) ==
						     (PTE_P | PTE_U));
			REQUIRE(perm == 0 || span->start + page * PGSIZE < UTOP);
			pages += perm != 0;
		}
	}
	REQUIRE(pages == image->count);
}

/* What has been loaded is stored in no more bytes, and from these it is loaded again. */
static void
check_round(const struct checkpoint *checkpoint, size_t size)
{
	const size_t stored_size = checkpoint_size_bytes(checkpoint);
	uint8_t *stored = malloc(stored_size);
	struct checkpoint *again;

	REQUIRE(stored_size <= size);
	checkpoint_store(checkpoint, stored);
	REQUIRE(checkpoint_load(stored, stored_size, &again) == 0);
	REQUIRE(checkpoint_pages(again) == checkpoint_pages(checkpoint));
	checkpoint_release(again);
	free(stored);
}

static void
load(const uint8_t *data, size_t size)
{
	struct checkpoint *checkpoint;

	if (checkpoint_load(data, size, &checkpoint) == 0) {
		check_pages(checkpoint->image);
		check_round(checkpoint, size);
		checkpoint_release(checkpoint);
	}
	REQUIRE(slots_in_use() == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size > 0 ? size : 1);

	load(data, size);
	memcpy(copy, data, size);
	if (size >= SUMS_OFFSET + 12) {
		const uint32_t size_bytes = (uint32_t)size;

		memcpy(copy + SUMS_OFFSET + 8, &size_bytes, sizeof(size_bytes));
		put_sums(copy, size);
		load(copy, size);
	}
	free(copy);
	return 0;
}

size_t
fuzz_seed(unsigned index, uint8_t *to)
{
	static const uint32_t vas[] = { 0x00800000, 0x00801000, 0x0081F000, 0x00820000,
					UTOP - PGSIZE };
	struct checkpoint *checkpoint;
	size_t size;

	if (index > 1)
		return 0;
	checkpoint = sample_checkpoint(vas, index == 0 ? 0 : 5);
	size = checkpoint_size_bytes(checkpoint);
	checkpoint_store(checkpoint, to);
	checkpoint_release(checkpoint);
	return size;
}
