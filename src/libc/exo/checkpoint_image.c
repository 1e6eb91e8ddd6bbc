/*
 * Slots, spans and images: pages that checkpoints keep, each once however
 * many checkpoints it is in.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <exo/syscall.h>
#include <libc/exo/checkpoint.h>
#include <stdlib.h>
#include <string.h>

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

void
slot_release(uint32_t slot)
{
	if (--slots.words[slot] > 0)
		return;
	/* A page table that fork has shared may stand in the way; then the page stays until we end. */
	if (sys_page_unmap(0, slot_address(slot)) < 0)
		return;
	slots.words[slot] = slots.first_free;
	slots.first_free = slot;
	slots.free++;
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

struct span *
span_create(uintptr_t start)
{
	struct span *span = calloc(1, sizeof(*span));

	if (span != NULL) {
		span->references = 1;
		span->start = start;
	}
	return span;
}

void
span_release(struct span *span)
{
	if (--span->references > 0)
		return;
	for (uint32_t i = 0; i < SPAN_PAGES; i++)
		if (span->pages[i].perm != 0)
			slot_release(span->pages[i].slot);
	free(span);
}

void
span_add(struct span *span, uintptr_t va, uint32_t perm, uint32_t slot)
{
	span->pages[va / PGSIZE % SPAN_PAGES] = (struct kept_page){ perm, slot };
	span->count++;
}

struct image *
image_create(uint32_t capacity)
{
	struct image *image = malloc(sizeof(*image) + capacity * sizeof(image->spans[0]));

	if (image != NULL)
		*image = (struct image){ .references = 1 };
	return image;
}

void
image_retain(struct image *image)
{
	image->references++;
}

void
image_release(struct image *image)
{
	if (--image->references > 0)
		return;
	for (uint32_t i = 0; i < image->span_count; i++)
		span_release(image->spans[i]);
	free(image);
}

void
image_add(struct image *image, struct span *span)
{
	image->spans[image->span_count++] = span;
	image->count += span->count;
}

void
image_share(struct image *image, struct span *span)
{
	span->references++;
	image_add(image, span);
}

struct span *
image_find(const struct image *image, uint32_t *index, uintptr_t start)
{
	while (*index < image->span_count && image->spans[*index]->start < start)
		++*index;
	return *index < image->span_count && image->spans[*index]->start == start
		       ? image->spans[*index]
		       : NULL;
}
