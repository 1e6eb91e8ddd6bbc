/*
 * Slots on the host: pages of malloc's, so that a use after the last release
 * or outside of a page is seen. Counts what there is.
 *
 * SPDX-License-Identifier: MIT
 */
#include "slots.h"

#include <abi/error.h>
#include <libc/exo/checkpoint.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS 1024

static struct {
	void *page;
	unsigned count;
} slots[SLOTS];

static unsigned in_use, limit = SLOTS;

unsigned
slots_in_use(void)
{
	return in_use;
}

void
slots_limit(unsigned slots_max)
{
	limit = slots_max;
}

int
slot_fill(uint32_t *slot, const void *from)
{
	uint32_t i = 0;

	if (in_use == limit)
		return -E_NO_MEM;
	while (slots[i].page != NULL)
		i++;
	slots[i].page = calloc(1, PGSIZE);
	slots[i].count = 1;
	if (from != NULL)
		memcpy(slots[i].page, from, PGSIZE);
	in_use++;
	*slot = i;
	return 0;
}

void *
slot_address(uint32_t slot)
{
	return slots[slot].page;
}

void
slot_release(uint32_t slot)
{
	if (--slots[slot].count > 0)
		return;
	free(slots[slot].page);
	slots[slot].page = NULL;
	in_use--;
}
