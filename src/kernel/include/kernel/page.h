/*
 * Physical pages: who owns each one, and the free ones.
 *
 * A page is named by its frame number. Every frame has one word: a
 * reference count while it is in use, a link while it is free. Frames below
 * the direct-map limit ("low") can be reached by pointer and serve the
 * kernel's own needs; the others ("high") hold only user memory. User pages
 * are taken from the high ones first.
 *
 * Free pages are kept in one shared pool, with a cache per CPU in front of
 * it that only this CPU touches. An allocation fails only when no page is free
 * in the pool or in any cache: the others are asked for theirs.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_PAGE_H
#define TINE_KERNEL_PAGE_H

#include <abi/types.h>
#include <kernel/spinlock.h>

typedef uint32_t pageno_t; /* physical address / PGSIZE; 24 bits cover 64 GiB */

#define PAGE_NONE 0u /* frame 0 is never given out */

enum page_zone { ZONE_LOW, ZONE_HIGH, NZONES };

#define PAGE_CACHE_SIZE 64

/* Letters: o only the CPU whose it is; a atomic. */
struct page_stack {
	unsigned count;                      /* o; others look */
	pageno_t pages[1 + PAGE_CACHE_SIZE]; /* o; the first is always PAGE_NONE */
};

struct page_cache {
	struct page_stack zones[NZONES];
	bool wanted; /* a: by others, for whom the pool has nothing left */
};

/*
 * Called once, on the boot CPU, before any other function here.
 * words: one per frame below frame_limit, zeroed, kept for ever.
 * Frames are unusable until page_add hands them over, in runs; it says how
 * many pages it took.
 */
void page_init(uint32_t *words, pageno_t frame_limit, pageno_t low_limit);
uint32_t page_add(pageno_t first, uint32_t count);

/*
 * Frames that the allocator was not given, because something lasting is in
 * them, get a reference that is never given up, so that they can be mapped.
 */
void page_keep(pageno_t first, uint32_t count);

/*
 * Take a reference to a page of device memory. There may be words for it, as
 * holes in memory have them, or not: then nobody counts. False: as page_retain.
 */
bool page_hold_device(pageno_t page);

/* A page with one reference and undefined contents, or PAGE_NONE when there is none. */
pageno_t page_alloc_low(void);
pageno_t page_alloc_any(void);

/* The same, all zeroes; costs less if one is at hand that was given back as such. */
pageno_t page_alloc_low_cleared(void);

/*
 * Take another reference to a page that the caller knows to be in use.
 * False, and nothing done, when the count is at its limit.
 */
bool page_retain(pageno_t page);

/* Give up a reference; the last one frees the page. */
void page_release(pageno_t page);

/* Give up the only reference to a page that is all zeroes again. */
void page_release_cleared(pageno_t page);

/*
 * Is the caller's reference the only one? If so it stays so: a reference is only made from
 * another.
 */
bool page_is_sole(pageno_t page);

/* Give up a reference, but not the only one: then false, and nothing done. */
bool page_release_unless_sole(pageno_t page);

/* Whatever this CPU's cache has goes back to the pool, if others want it. Takes no lock. */
void page_cache_poll(struct page_cache *cache);

/* Whole-machine counts. The free one is exact only while no CPU allocates. */
uint32_t page_count_total(void);
uint32_t page_count_free(void);

/* The same for one zone; free pages in the pool and in all caches. */
struct page_zone_counts {
	uint32_t total, in_pool, in_caches;
};
struct page_zone_counts page_count_zone(enum page_zone zone);

#endif
