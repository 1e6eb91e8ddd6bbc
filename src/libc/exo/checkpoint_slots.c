/*
 * Slots: pages of ours that checkpoints keep, each once however many
 * checkpoints it is in.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <exo/syscall.h>
#include <libc/exo/checkpoint.h>
#include <stdlib.h>
#include <string.h>

/* Where they are. */
#define SLOTS_START 0x80000000u
#define SLOTS_END   0xC0000000u

#define SLOTS_MAX  ((SLOTS_END - SLOTS_START) / PGSIZE)
#define SLOTS_STEP 256u

#define OWN_PERM (PTE_P | PTE_U | PTE_W | PTE_NOEXEC)

/* A word for each slot: its count; or, if it is free, the number of the next free one. */
static struct {
	uint32_t *words;
	uint32_t capacity;
	uint32_t used; /* slots that were ever taken come first */
	uint32_t free; /* slots there are in the list, */
	uint32_t first_free;
} slots;

static int
grow(void)
{
	const uint32_t capacity = slots.capacity + SLOTS_STEP;
	uint32_t *words;

	if (capacity > SLOTS_MAX)
		return -E_NO_MEM;
	words = realloc(slots.words, capacity * sizeof(*words));
	if (words == NULL)
		return -E_NO_MEM;
	slots.words = words;
	slots.capacity = capacity;
	return 0;
}

void *
slot_address(uint32_t slot)
{
	return (void *)(SLOTS_START + slot * PGSIZE);
}

int
slot_take(uint32_t *slot)
{
	if (slots.free > 0) {
		slots.free--;
		*slot = slots.first_free;
		slots.first_free = slots.words[*slot];
	} else {
		if (slots.used == slots.capacity && grow() < 0)
			return -E_NO_MEM;
		*slot = slots.used++;
	}
	slots.words[*slot] = 1;
	return 0;
}

void
slot_retain(uint32_t slot)
{
	slots.words[slot]++;
}

/* Apart, since most releases are not the last. */
__attribute__((noinline)) static void
slot_give(uint32_t slot)
{
	/* A page table that fork has shared may stand in the way; then the page stays until we end. */
	if (sys_page_unmap(0, slot_address(slot)) < 0)
		return;
	slots.words[slot] = slots.first_free;
	slots.first_free = slot;
	slots.free++;
}

void
slot_release(uint32_t slot)
{
	if (--slots.words[slot] == 0)
		slot_give(slot);
}

int
slot_fill(uint32_t *slot, const void *from)
{
	int error = slot_take(slot);

	if (error < 0)
		return error;
	error = sys_page_alloc(0, slot_address(*slot), OWN_PERM);
	if (error < 0)
		slot_release(*slot);
	else if (from != NULL)
		memcpy(slot_address(*slot), from, PGSIZE);
	return error;
}
