/*
 * The heap's address space: which parts of it are in use.
 *
 * A bit stands for a slot of 1 MiB. A region starts at a slot and owns every
 * slot it touches, so that two regions never share one.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdint.h>

#include "heap.h"

#define SLOT_SIZE  0x100000u
#define SLOT_COUNT ((HEAP_END - HEAP_START) / SLOT_SIZE)

static uint32_t used[SLOT_COUNT / 32];

static bool
slot_used(size_t slot)
{
	return (used[slot / 32] >> slot % 32 & 1) != 0;
}

static void
slots_mark(size_t first, size_t count, bool in_use)
{
	for (size_t slot = first; slot < first + count; slot++) {
		if (in_use)
			used[slot / 32] |= (uint32_t)1 << slot % 32;
		else
			used[slot / 32] &= ~((uint32_t)1 << slot % 32);
	}
}

static size_t
slots_in(size_t size_bytes)
{
	return (size_bytes + SLOT_SIZE - 1) / SLOT_SIZE;
}

void *
region_map(size_t size_bytes)
{
	size_t wanted = slots_in(size_bytes), free_slots = 0, first;
	void *region;

	for (first = 0; free_slots < wanted; first++) {
		if (first == SLOT_COUNT)
			return NULL;
		free_slots = slot_used(first) ? 0 : free_slots + 1;
	}
	first -= wanted;
	region = (void *)(uintptr_t)(HEAP_START + first * SLOT_SIZE);
	if (heap_map(region, size_bytes) < 0)
		return NULL;
	slots_mark(first, wanted, true);
	return region;
}

void
region_unmap(void *region, size_t size_bytes)
{
	heap_unmap(region, size_bytes);
	slots_mark(((uintptr_t)region - HEAP_START) / SLOT_SIZE, slots_in(size_bytes), false);
}

bool
region_near(const void *va)
{
	uintptr_t address = (uintptr_t)va;

	return address >= HEAP_START && address < HEAP_END &&
	       slot_used((address - HEAP_START) / SLOT_SIZE);
}
