/*
 * Checkpoints as bytes, in the order of this machine:
 *
 *	header, struct EnvState, a struct stored_page for each page, ascending,
 *	then PGSIZE bytes for each of those that are not all zeroes
 *
 * Nothing that is read is believed before it was checked. What the registers
 * are is for the kernel to check.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <abi/memlayout.h>
#include <libc/exo/checkpoint.h>
#include <stdlib.h>
#include <string.h>

#define VERSION 1

static const char magic[8] = "TINECKPT";

struct stored_header {
	char magic[8];
	uint32_t version;
	uint32_t sums[2];    /* of all that follows */
	uint32_t size_bytes; /* of everything */
	uint32_t state_size;
	uint32_t page_count;
	envid_t env;
	uint32_t priority, tickets;
	uint32_t own_start;
};

struct stored_page {
	uint32_t va;
	uint32_t perm;
	uint32_t has_contents; /* 1; or 0: zeroes */
};

#define UNSUMMED offsetof(struct stored_header, size_bytes)

/* Every part is whole words, so that they can be summed. */
_Static_assert(sizeof(struct stored_header) % 4 == 0 && sizeof(struct EnvState) % 4 == 0 &&
		       UNSUMMED % 4 == 0,
	       "whole words");

/* Two sums, the second of which depends on the order (after Fletcher, 1982). */
static void
sum_words(const uint8_t *bytes, size_t size_bytes, uint32_t sums[2])
{
	uint32_t sum = 1, sum_of_sums = 1;

	for (size_t i = 0; i < size_bytes; i += sizeof(uint32_t)) {
		uint32_t word;

		/* Built in: a call for each word would be most of what storing costs. */
		__builtin_memcpy(&word, bytes + i, sizeof(word));
		sum += word;
		sum_of_sums += sum;
	}
	sums[0] = sum;
	sums[1] = sum_of_sums;
}

static bool
has_contents(const struct kept_page *page)
{
	const uint32_t *words = slot_address(page->slot);

	for (size_t i = 0; i < PGSIZE / sizeof(*words); i++)
		if (words[i] != 0)
			return true;
	return false;
}

/* The next page of an image from *va on, which is moved up to there, or null. */
static const struct kept_page *
next_page(const struct image *image, uint32_t *span, uintptr_t *va)
{
	for (; *span < image->span_count; ++*span) {
		const struct span *here = image->spans[*span];

		if (*va < here->start)
			*va = here->start;
		for (; *va < here->start + SPAN_SIZE; *va += PGSIZE) {
			const struct kept_page *page = span_page(here, *va);

			if (page != NULL)
				return page;
		}
	}
	return NULL;
}

size_t
checkpoint_size_bytes(const struct checkpoint *checkpoint)
{
	const struct image *image = checkpoint->image;
	size_t size_bytes = sizeof(struct stored_header) + sizeof(struct EnvState) +
			    image->count * sizeof(struct stored_page);
	const struct kept_page *page;
	uint32_t span = 0;
	uintptr_t va = 0;

	for (; (page = next_page(image, &span, &va)) != NULL; va += PGSIZE)
		size_bytes += has_contents(page) ? PGSIZE : 0;
	return size_bytes;
}

void
checkpoint_store(const struct checkpoint *checkpoint, void *bytes)
{
	const struct image *image = checkpoint->image;
	uint8_t *state = (uint8_t *)bytes + sizeof(struct stored_header);
	uint8_t *pages = state + sizeof(struct EnvState);
	uint8_t *contents = pages + image->count * sizeof(struct stored_page);
	struct stored_header header = {
		.version = VERSION,
		.state_size = sizeof(struct EnvState),
		.page_count = image->count,
		.env = checkpoint->env,
		.priority = checkpoint->priority,
		.tickets = checkpoint->tickets,
		.own_start = checkpoint->own_start,
	};
	const struct kept_page *page;
	uint32_t span = 0;
	uintptr_t va = 0;

	memcpy(header.magic, magic, sizeof(magic));
	memcpy(state, &checkpoint->state, sizeof(struct EnvState));
	for (; (page = next_page(image, &span, &va)) != NULL; va += PGSIZE) {
		const struct stored_page stored = { va, page->perm, has_contents(page) };

		memcpy(pages, &stored, sizeof(stored));
		pages += sizeof(stored);
		if (stored.has_contents) {
			memcpy(contents, slot_address(page->slot), PGSIZE);
			contents += PGSIZE;
		}
	}
	header.size_bytes = (uint32_t)(contents - (uint8_t *)bytes);
	memcpy(bytes, &header, sizeof(header));
	sum_words((uint8_t *)bytes + UNSUMMED, header.size_bytes - UNSUMMED, header.sums);
	memcpy(bytes, &header, sizeof(header));
}

/* Are so many bytes there, and undamaged? Then everything up to the contents is. */
static int
check_header(const void *bytes, size_t size_bytes, struct stored_header *header)
{
	const size_t fixed = sizeof(*header) + sizeof(struct EnvState);
	uint32_t sums[2];

	if (size_bytes < fixed || size_bytes % 4 != 0)
		return -E_INVAL;
	memcpy(header, bytes, sizeof(*header));
	if (memcmp(header->magic, magic, sizeof(magic)) != 0)
		return -E_INVAL;
	if (header->version != VERSION)
		return -E_NOT_SUPP;
	sum_words((const uint8_t *)bytes + UNSUMMED, size_bytes - UNSUMMED, sums);
	if (sums[0] != header->sums[0] || sums[1] != header->sums[1] ||
	    header->size_bytes != size_bytes || header->state_size != sizeof(struct EnvState) ||
	    header->page_count > (size_bytes - fixed) / sizeof(struct stored_page))
		return -E_INVAL;
	return 0;
}

static bool
is_sound(const struct stored_page *page, uintptr_t lowest)
{
	return page->va >= lowest && page->va < UTOP && page->va % PGSIZE == 0 &&
	       (page->perm & (PTE_P | PTE_U)) == (PTE_P | PTE_U) &&
	       (page->perm & ~(uint32_t)(PTE_SYSCALL | PTE_NOEXEC)) == 0 && page->has_contents <= 1;
}

/* Add a page above all others to the image; contents null: of zeroes. */
static int
load_page(struct image *image, const struct stored_page *stored, const void *contents)
{
	const uintptr_t start = span_start(stored->va);
	struct span *span;
	uint32_t slot;
	int error;

	error = slot_fill(&slot, contents);
	if (error < 0)
		return error;
	span = image->span_count > 0 ? image->spans[image->span_count - 1] : NULL;
	if (span == NULL || span->start != start) {
		span = span_create(start);
		if (span == NULL) {
			slot_release(slot);
			return -E_NO_MEM;
		}
		image_add(image, span);
	}
	span_add(span, stored->va, stored->perm, slot);
	image->count++;
	return 0;
}

/* Pages of the image, from where their descriptions and their contents are; size: of the latter. */
static int
load_pages(struct image *image, const uint8_t *pages, uint32_t count, const uint8_t *contents,
	   size_t size_bytes)
{
	uintptr_t lowest = 0;

	for (uint32_t i = 0; i < count; i++) {
		struct stored_page stored;
		int error;

		memcpy(&stored, pages + i * sizeof(stored), sizeof(stored));
		if (!is_sound(&stored, lowest) || (stored.has_contents && size_bytes < PGSIZE))
			return -E_INVAL;
		error = load_page(image, &stored, stored.has_contents ? contents : NULL);
		if (error < 0)
			return error;
		lowest = stored.va + PGSIZE;
		if (stored.has_contents) {
			contents += PGSIZE;
			size_bytes -= PGSIZE;
		}
	}
	return size_bytes == 0 ? 0 : -E_INVAL;
}

static int
load(const uint8_t *bytes, size_t size_bytes, struct checkpoint *checkpoint)
{
	const uint8_t *state = bytes + sizeof(struct stored_header);
	const uint8_t *pages = state + sizeof(struct EnvState);
	const uint8_t *contents;
	struct stored_header header;
	int error;

	error = check_header(bytes, size_bytes, &header);
	if (error < 0)
		return error;
	*checkpoint = (struct checkpoint){
		.env = header.env,
		.priority = header.priority,
		.tickets = header.tickets,
		.own_start = header.own_start,
		.pages_saved = header.page_count,
		.loaded = true,
		.image = image_create(header.page_count),
	};
	if (checkpoint->image == NULL)
		return -E_NO_MEM;
	memcpy(&checkpoint->state, state, sizeof(struct EnvState));
	contents = pages + header.page_count * sizeof(struct stored_page);
	error = load_pages(checkpoint->image, pages, header.page_count, contents,
			   size_bytes - (size_t)(contents - bytes));
	if (error < 0)
		image_release(checkpoint->image);
	return error;
}

int
checkpoint_load(const void *bytes, size_t size_bytes, struct checkpoint **loaded)
{
	struct checkpoint *checkpoint = malloc(sizeof(*checkpoint));
	int error;

	if (checkpoint == NULL)
		return -E_NO_MEM;
	error = load(bytes, size_bytes, checkpoint);
	if (error < 0)
		free(checkpoint);
	else
		*loaded = checkpoint;
	return error;
}
