/*
 * The page allocator: one word per frame, a shared pool, a cache per CPU.
 *
 * A word holds the reference count of a frame in use, or FREE and the number
 * of the next free frame. Frames never yet given out have no list: they are
 * the rest of the runs that boot handed over, so that boot does not have to
 * touch each of them.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/page.h>

#include <arch/paging.h>
#include <kernel/assert.h>
#include <kernel/atomic.h>
#include <kernel/cpu.h>

#define FREE           0x80000000u
#define REFERENCES_MAX 0x7fffffffu
#define TRANSFER       (PAGE_CACHE_SIZE / 2) /* pages moved between cache and pool at once */
#define CLEARED        0x80000000u /* beside a page's number in a cache: it is all zeroes */

struct run {
	pageno_t next, end;
};

/* Letters: p pool.lock; i fixed after boot. */
static struct run runs[NZONES][PAGE_RUNS_MAX]; /* p */
static struct {
	struct spinlock lock;
	uint32_t *words;             /* i; each word: atomic */
	pageno_t frame_limit;        /* i */
	pageno_t low_limit;          /* i */
	uint32_t total[NZONES];      /* i */
	pageno_t first_free[NZONES]; /* p */
	uint32_t free[NZONES];       /* p: on the list and in runs */
	unsigned run_count[NZONES];  /* p */
} pool = { .lock = SPINLOCK_INIT(LOCK_PAGE_POOL, "page pool") };

static enum page_zone
zone_of(pageno_t page)
{
	return page < pool.low_limit ? ZONE_LOW : ZONE_HIGH;
}

void
page_init(uint32_t *words, pageno_t frame_limit, pageno_t low_limit)
{
	pool.words = words;
	pool.frame_limit = frame_limit;
	pool.low_limit = low_limit;
}

static uint32_t
add_to_zone(enum page_zone zone, pageno_t first, pageno_t end)
{
	if (first >= end || pool.run_count[zone] == PAGE_RUNS_MAX)
		return 0;
	runs[zone][pool.run_count[zone]++] = (struct run){ first, end };
	pool.free[zone] += end - first;
	pool.total[zone] += end - first;
	return end - first;
}

uint32_t
page_add(pageno_t first, uint32_t count)
{
	pageno_t end = first + count;

	assert(first != PAGE_NONE);
	if (end > pool.frame_limit)
		end = pool.frame_limit;
	if (first >= pool.low_limit || end <= pool.low_limit)
		return add_to_zone(zone_of(first), first, end);
	return add_to_zone(ZONE_LOW, first, pool.low_limit) +
	       add_to_zone(ZONE_HIGH, pool.low_limit, end);
}

void
page_keep(pageno_t first, uint32_t count)
{
	assert(first != PAGE_NONE && count <= pool.frame_limit &&
	       first <= pool.frame_limit - count);
	for (pageno_t page = first; page < first + count; page++)
		pool.words[page] = 1;
}

bool
page_hold_device(pageno_t page)
{
	uint32_t none = 0;

	if (page >= pool.frame_limit)
		return true;
	/* The first reference is the machine's own, and is never given up. */
	atomic_compare_exchange(&pool.words[page], &none, 1);
	return page_retain(page);
}

void
page_cache_init(struct page_cache *cache)
{
	cache->lock = (struct spinlock)SPINLOCK_INIT(LOCK_PAGE_CACHE, "page cache");
}

/* With the pool's lock held: one page, or PAGE_NONE. */
static pageno_t
pool_take(enum page_zone zone)
{
	pageno_t page = pool.first_free[zone];

	if (page != PAGE_NONE) {
		pool.first_free[zone] = pool.words[page] & ~FREE;
		pool.free[zone]--;
		return page;
	}
	while (pool.run_count[zone] > 0) {
		struct run *run = &runs[zone][pool.run_count[zone] - 1];

		if (run->next < run->end) {
			pool.free[zone]--;
			page = run->next++;
			pool.words[page] = FREE;
			return page;
		}
		pool.run_count[zone]--;
	}
	return PAGE_NONE;
}

/* Move up to TRANSFER pages from the pool into a cache whose lock is held. */
static __attribute__((noinline)) void
cache_refill(struct page_cache *cache, enum page_zone zone)
{
	spin_lock(&pool.lock);
	while (cache->count[zone] < TRANSFER) {
		const pageno_t page = pool_take(zone);

		if (page == PAGE_NONE)
			break;
		cache->pages[zone][cache->count[zone]++] = page;
	}
	spin_unlock(&pool.lock);
}

/* Move TRANSFER pages from a full cache, whose lock is held, to the pool. */
static __attribute__((noinline)) void
cache_drain(struct page_cache *cache, enum page_zone zone)
{
	spin_lock(&pool.lock);
	for (unsigned i = 0; i < TRANSFER; i++) {
		const pageno_t page = cache->pages[zone][--cache->count[zone]] & ~CLEARED;

		pool.words[page] = FREE | pool.first_free[zone];
		pool.first_free[zone] = page;
		pool.free[zone]++;
	}
	spin_unlock(&pool.lock);
}

/* With CLEARED if the page is known to be so. */
static pageno_t
cache_take(struct page_cache *cache, enum page_zone zone, bool refill)
{
	pageno_t page = PAGE_NONE;

	spin_lock(&cache->lock);
	if (cache->count[zone] == 0 && refill)
		cache_refill(cache, zone);
	if (cache->count[zone] > 0)
		page = cache->pages[zone][--cache->count[zone]];
	spin_unlock(&cache->lock);
	return page;
}

/* Free pages of a zone, wherever they are. */
static uint32_t
zone_free(enum page_zone zone)
{
	uint32_t count = atomic_load_relaxed(&pool.free[zone]);

	for (unsigned i = 0; i < ncpus; i++)
		count += atomic_load_relaxed(&cpus[i].pages.count[zone]);
	return count;
}

/* This CPU's cache has no page of the zone. */
static __attribute__((noinline)) pageno_t
alloc_beyond_cache(enum page_zone zone)
{
	struct cpu *self = this_cpu();
	pageno_t page = cache_take(&self->pages, zone, true);

	/*
	 * The pool is empty: whatever is still free lies in other CPUs' caches.
	 * While we look it may go back to the pool.
	 */
	while (page == PAGE_NONE && zone_free(zone) > 0) {
		for (unsigned i = 0; page == PAGE_NONE && i < ncpus; i++)
			page = cache_take(&cpus[i].pages, zone, i == self->index);
	}
	return page;
}

/* With CLEARED if the page is known to be so. */
static inline pageno_t
alloc_from_zone(enum page_zone zone)
{
	struct page_cache *cache = &this_cpu()->pages;
	pageno_t page = PAGE_NONE;
	uint32_t *word;
	unsigned count;

	spin_lock_inline(&cache->lock);
	count = cache->count[zone];
	if (count > 0) {
		page = cache->pages[zone][count - 1];
		cache->count[zone] = count - 1;
	}
	spin_unlock(&cache->lock);
	if (page == PAGE_NONE) {
		page = alloc_beyond_cache(zone);
		if (page == PAGE_NONE)
			return PAGE_NONE;
	}
	word = &pool.words[page & ~CLEARED];
	assert(*word & FREE);
	atomic_store(word, 1);
	return page;
}

pageno_t
page_alloc_low(void)
{
	return alloc_from_zone(ZONE_LOW) & ~CLEARED;
}

pageno_t
page_alloc_low_cleared(void)
{
	const pageno_t page = alloc_from_zone(ZONE_LOW);

	if (page != PAGE_NONE && !(page & CLEARED))
		page_zero(page);
	return page & ~CLEARED;
}

pageno_t
page_alloc_any(void)
{
	const pageno_t page = alloc_from_zone(ZONE_HIGH) & ~CLEARED;

	return page != PAGE_NONE ? page : page_alloc_low();
}

bool
page_retain(pageno_t page)
{
	uint32_t references = atomic_load_relaxed(&pool.words[page]);

	do {
		assert(references != 0 && !(references & FREE));
		if (references == REFERENCES_MAX)
			return false;
	} while (!atomic_compare_exchange(&pool.words[page], &references, references + 1));
	return true;
}

bool
page_is_sole(pageno_t page)
{
	return atomic_load(&pool.words[page]) == 1;
}

bool
page_release_unless_sole(pageno_t page)
{
	uint32_t references = atomic_load(&pool.words[page]);

	do {
		assert(references != 0 && !(references & FREE));
		if (references == 1)
			return false;
	} while (!atomic_compare_exchange(&pool.words[page], &references, references - 1));
	return true;
}

/* The last reference is gone. */
static void
put_back(pageno_t page, uint32_t cleared)
{
	struct page_cache *cache = &this_cpu()->pages;
	const enum page_zone zone = zone_of(page);
	unsigned count;

	atomic_store(&pool.words[page], FREE);
	spin_lock_inline(&cache->lock);
	if (cache->count[zone] == PAGE_CACHE_SIZE)
		cache_drain(cache, zone);
	count = cache->count[zone];
	cache->pages[zone][count] = page | cleared;
	cache->count[zone] = count + 1;
	spin_unlock(&cache->lock);
}

void
page_release(pageno_t page)
{
	uint32_t before;

	if (page >= pool.frame_limit)
		return;
	before = atomic_fetch_add(&pool.words[page], -1u);
	assert(before != 0 && !(before & FREE));
	if (before == 1)
		put_back(page, 0);
}

void
page_release_cleared(pageno_t page)
{
	assert(page_is_sole(page));
	put_back(page, CLEARED);
}

struct page_zone_counts
page_count_zone(enum page_zone zone)
{
	struct page_zone_counts counts = {
		.total = pool.total[zone],
		.in_pool = atomic_load_relaxed(&pool.free[zone]),
	};

	for (unsigned i = 0; i < ncpus; i++)
		counts.in_caches += atomic_load_relaxed(&cpus[i].pages.count[zone]);
	return counts;
}

uint32_t
page_count_total(void)
{
	return pool.total[ZONE_LOW] + pool.total[ZONE_HIGH];
}

uint32_t
page_count_free(void)
{
	uint32_t count = 0;

	for (unsigned zone = 0; zone < NZONES; zone++) {
		const struct page_zone_counts counts = page_count_zone((enum page_zone)zone);

		count += counts.in_pool + counts.in_caches;
	}
	return count;
}
