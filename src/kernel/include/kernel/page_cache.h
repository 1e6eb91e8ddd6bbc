/*
 * A page from this CPU's cache, and back to it: what allocating and freeing mostly comes to, in
 * place of a call where that would be much of the work. No other CPU touches the cache, and this
 * one runs with interrupts off; it may be emptied wherever cpu_poll is called.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_PAGE_CACHE_H
#define TINE_KERNEL_PAGE_CACHE_H

#include <kernel/atomic.h>
#include <kernel/cpu.h>

#define PAGE_FREE    0x80000000u /* in a frame's word: it is in no use */
#define PAGE_CLEARED 0x80000000u /* beside a page's number in a cache: it is all zeroes */

/* Letters: i fixed after boot; a atomic. */
struct page_frames {
	uint32_t *words;    /* i; each word: a */
	pageno_t limit;     /* i: frames from here on have no word, */
	pageno_t low_limit; /* i: and those from here on are high; */
	enum page_zone
		user_zone; /* i: from where programs' pages are taken first: high, if there are any */
};

extern struct page_frames page_frames;

static inline enum page_zone
page_zone_of(pageno_t page)
{
	return page < page_frames.low_limit ? ZONE_LOW : ZONE_HIGH;
}

static inline struct page_stack *
page_cache_stack(struct cpu *self, pageno_t page)
{
	return page_zone_of(page) == ZONE_LOW ? &self->pages.zones[ZONE_LOW]
					      : &self->pages.zones[ZONE_HIGH];
}

/*
 * A page with one reference, PAGE_CLEARED beside it if it is known to be so. False: there is none,
 * which the stack's first entry also says: frame 0 is never free.
 */
static inline bool
page_cache_take(struct cpu *self, enum page_zone zone, pageno_t *page)
{
	struct page_stack *stack = &self->pages.zones[zone];
	const unsigned count = stack->count;
	uint32_t *word;

	*page = stack->pages[count];
	word = &page_frames.words[*page & ~PAGE_CLEARED];
	if (!(*word & PAGE_FREE))
		return false;
	atomic_store(word, 1);
	atomic_store(&stack->count, count - 1);
	return true;
}

/* Give back a page whose last reference is gone; cleared: 0 or PAGE_CLEARED. There is room. */
static inline void
page_cache_give(struct page_stack *stack, pageno_t page, uint32_t cleared)
{
	const unsigned count = stack->count + 1;

	atomic_store(&page_frames.words[page], PAGE_FREE);
	stack->pages[count] = page | cleared;
	atomic_store(&stack->count, count);
}

#endif
