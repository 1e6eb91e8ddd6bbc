/*
 * What checkpoints are made of.
 *
 * A page that is kept lies in a slot: a page of our own address space that
 * nobody changes, counted by the spans that name it; a span is counted by its
 * images, and an image by checkpoints and keepers. Each is made once and never
 * changed, so where nothing was written they are one and the same.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_LIBC_EXO_CHECKPOINT_H
#define TINE_LIBC_EXO_CHECKPOINT_H

#include <abi/mmu.h>
#include <abi/state.h>
#include <exo/checkpoint.h>
#include <stdbool.h>

/* Make a slot with nothing mapped, and a count of one; or -E_NO_MEM. */
int slot_take(uint32_t *slot);
void slot_retain(uint32_t slot);

/* The last release unmaps it. */
void slot_release(uint32_t slot);

/* Where the page of a slot is. */
void *slot_address(uint32_t slot);

/* Take a slot with a page that is ours alone: of zeroes, or a copy of what is at from. */
int slot_fill(uint32_t *slot, const void *from);

struct kept_page {
	uint32_t perm; /* a perm argument's */
	uint32_t slot; /* which no page with another perm is in */
};

/*
 * What is kept of an aligned range. It does not change any more once it is in
 * an image, so that images have one in common where they do not differ.
 */
struct span {
	uint32_t references;
	uint32_t count;   /* pages that there are, */
	uint32_t present; /* and which, as in struct PageSpan */
	uintptr_t start;
	struct kept_page pages[SPAN_PAGES];
};

/* With no page; or null. */
struct span *span_create(uintptr_t start);
void span_release(struct span *span);

/* The slot's reference is the span's from now on. */
void span_add(struct span *span, uintptr_t va, uint32_t perm, uint32_t slot);

static inline uintptr_t
span_start(uintptr_t va)
{
	return va - va % SPAN_SIZE;
}

/* The bit of the page at va in its span. */
static inline uint32_t
page_bit(uintptr_t va)
{
	return 1u << va / PGSIZE % SPAN_PAGES;
}

/* The address of the first page that a span from start on has a bit for. */
static inline uintptr_t
first_page(uintptr_t start, uint32_t pages)
{
	return start + (uintptr_t)__builtin_ctz(pages) * PGSIZE;
}

/* The page at va, which is within the span; or null, also if there is no span. */
static inline const struct kept_page *
span_page(const struct span *span, uintptr_t va)
{
	return span != NULL && (span->present & page_bit(va))
		       ? &span->pages[va / PGSIZE % SPAN_PAGES]
		       : NULL;
}

struct image {
	uint32_t references;
	uint32_t count; /* pages */
	uint32_t span_count;
	struct span *spans[]; /* ascending */
};

/* Room for so many spans, none there yet; or null. */
struct image *image_create(uint32_t capacity);
void image_retain(struct image *image);
void image_release(struct image *image);

/* Add the next span; the reference is the image's from now on. */
void image_add(struct image *image, struct span *span);

/* Add one that another image has, too. */
void image_share(struct image *image, struct span *span);

/* The span at start, searched from *index on, which is moved up to there; or null. */
struct span *image_find(const struct image *image, uint32_t *index, uintptr_t start);

/* What an environment has mapped, ascending. */
struct listing {
	uintptr_t own_start; /* from here on; what is below is several environments' */
	uint32_t count, capacity;
	struct PageSpan *spans;
};

/* Is exactly this mapped, and unwritten? */
static inline bool
listed_agrees(const struct PageSpan *listed, const struct span *span)
{
	return listed->present == span->present && listed->written == 0;
}

/*
 * The environment's memory agrees with the image, rights and all, but for
 * pages that are listed as written, or are not in it.
 */
struct keeper {
	envid_t env;
	struct image *image;
	struct listing listing; /* of the last call that needed one */
};

/* Takes over the caller's reference. */
void keeper_know(struct keeper *keeper, struct image *image);

/* Make its listing anew. -E_NO_MEM, -E_BAD_ENV. */
int keeper_list(struct keeper *keeper);

struct checkpoint {
	struct EnvState state;
	envid_t env;                /* whose it is */
	uint32_t priority, tickets; /* its shares of the CPU */
	uint32_t pages_saved;
	uintptr_t own_start; /* below, its memory was several environments' */
	bool loaded;         /* from bytes: what was shared is so no more */
	struct image *image;
};

#endif
