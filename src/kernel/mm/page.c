/*
 * The page allocator: one word per frame, a shared pool, a cache per CPU.
 *
 * A word holds the reference count of a frame in use, or PAGE_FREE and the number
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
#include <kernel/page_cache.h>

#define REFERENCES_MAX 0x7fffffffu
#define TRANSFER       (PAGE_CACHE_SIZE / 2) /* pages moved between cache and pool at once */
#define RUNS_MAX       128

struct run {
	pageno_t next, end;
};

struct page_frames page_frames;

/* Letters: p pool.lock; i fixed after boot; a atomic. */
static struct run runs[NZONES][RUNS_MAX]; /* p */
static struct {
	struct spinlock lock;
	uint32_t total[NZONES];      /* i */
	pageno_t first_free[NZONES]; /* p */
	pageno_t returned[NZONES];   /* a: another list, which whoever holds no lock adds to */
	uint32_t free[NZONES];       /* a: on both lists and in runs */
	unsigned run_count[NZONES];  /* p */
} pool = { .lock = SPINLOCK_INIT(LOCK_PAGE_POOL, "page pool") };

void
page_init(uint32_t *words, pageno_t frame_limit, pageno_t low_limit)
{
	page_frames.words = words;
	page_frames.limit = frame_limit;
	page_frames.low_limit = low_limit;
}

/* For a run for which there is no room: its frames are put on the list. */
static void
add_to_list(enum page_zone zone, pageno_t first, pageno_t end)
{
	for (pageno_t page = first; page < end; page++) {
		page_frames.words[page] = PAGE_FREE | pool.first_free[zone];
		pool.first_free[zone] = page;
	}
}

static uint32_t
add_to_zone(enum page_zone zone, pageno_t first, pageno_t end)
{
	if (first >= end)
		return 0;
	if (pool.run_count[zone] < RUNS_MAX)
		runs[zone][pool.run_count[zone]++] = (struct run){ first, end };
	else
		add_to_list(zone, first, end);
	pool.free[zone] += end - first;
	pool.total[zone] += end - first;
	if (zone == ZONE_HIGH)
		page_frames.user_zone = ZONE_HIGH;
	return end - first;
}

uint32_t
page_add(pageno_t first, uint32_t count)
{
	pageno_t end = first + count;

	assert(first != PAGE_NONE);
	if (end > page_frames.limit)
		end = page_frames.limit;
	if (first >= page_frames.low_limit || end <= page_frames.low_limit)
		return add_to_zone(page_zone_of(first), first, end);
	return add_to_zone(ZONE_LOW, first, page_frames.low_limit) +
	       add_to_zone(ZONE_HIGH, page_frames.low_limit, end);
}

void
page_keep(pageno_t first, uint32_t count)
{
	assert(first != PAGE_NONE && count <= page_frames.limit &&
	       first <= page_frames.limit - count);
	for (pageno_t page = first; page < first + count; page++)
		page_frames.words[page] = 1;
}

bool
page_hold_device(pageno_t page)
{
	uint32_t none = 0;

	if (page >= page_frames.limit)
		return true;
	/* The first reference is the machine's own, and is never given up. */
	atomic_compare_exchange(&page_frames.words[page], &none, 1);
	return page_retain(page);
}

/* With the pool's lock held: one page, or PAGE_NONE. */
static pageno_t
pool_take(enum page_zone zone)
{
	pageno_t page = pool.first_free[zone];

	if (page == PAGE_NONE)
		page = atomic_exchange(&pool.returned[zone], PAGE_NONE);
	if (page != PAGE_NONE) {
		pool.first_free[zone] = page_frames.words[page] & ~PAGE_FREE;
		return page;
	}
	while (pool.run_count[zone] > 0) {
		struct run *run = &runs[zone][pool.run_count[zone] - 1];

		if (run->next < run->end) {
			page = run->next++;
			page_frames.words[page] = PAGE_FREE;
			return page;
		}
		pool.run_count[zone]--;
	}
	return PAGE_NONE;
}

/* Move up to TRANSFER pages from the pool into this CPU's cache. */
static __attribute__((noinline, cold)) void
cache_refill(struct page_stack *stack, enum page_zone zone)
{
	spin_lock(&pool.lock);
	while (stack->count < TRANSFER) {
		const pageno_t page = pool_take(zone);

		if (page == PAGE_NONE)
			break;
		stack->pages[stack->count + 1] = page;
		atomic_store(&stack->count, stack->count + 1);
		atomic_fetch_add(&pool.free[zone], -1u);
	}
	spin_unlock(&pool.lock);
}

/*
 * Move pages from this CPU's cache to the pool until it has only so many. In between they are
 * counted twice: whoever finds no free page counted knows that there is none.
 */
static __attribute__((noinline, cold)) void
cache_drain(struct page_stack *stack, enum page_zone zone, unsigned left)
{
	const unsigned count = stack->count;
	pageno_t next;

	if (count <= left)
		return;
	for (unsigned i = left + 1; i < count; i++)
		page_frames.words[stack->pages[i] & ~PAGE_CLEARED] =
			PAGE_FREE | (stack->pages[i + 1] & ~PAGE_CLEARED);
	next = atomic_load(&pool.returned[zone]);
	do {
		page_frames.words[stack->pages[count] & ~PAGE_CLEARED] = PAGE_FREE | next;
	} while (!atomic_compare_exchange(&pool.returned[zone], &next,
					  stack->pages[left + 1] & ~PAGE_CLEARED));
	atomic_fetch_add(&pool.free[zone], count - left);
	atomic_store(&stack->count, left);
}

void
page_cache_poll(struct page_cache *cache)
{
	if (!atomic_load(&cache->wanted))
		return;
	atomic_store_full(&cache->wanted, false);
	for (unsigned zone = 0; zone < NZONES; zone++)
		cache_drain(&cache->zones[zone], (enum page_zone)zone, 0);
}

/* Is a page of the zone free anywhere? The pool is looked at twice: pages move in either direction. */
static bool
zone_has_free(enum page_zone zone)
{
	uint32_t count = atomic_load(&pool.free[zone]);

	for (unsigned i = 0; i < ncpus; i++)
		count |= atomic_load(&cpus[i].pages.zones[zone].count);
	return (count | atomic_load(&pool.free[zone])) != 0;
}

/* The pool is empty: have the CPUs that have free pages give them back to it. */
static __attribute__((cold)) void
ask_for_pages(enum page_zone zone)
{
	for (unsigned i = 0; i < ncpus; i++) {
		struct cpu *cpu = &cpus[i];

		if (cpu == this_cpu() || atomic_load(&cpu->pages.zones[zone].count) == 0)
			continue;
		atomic_store_full(&cpu->pages.wanted, true);
		cpu_request_poll(cpu);
	}
}

/* This CPU's cache has no page of the zone. */
static __attribute__((noinline, cold)) pageno_t
alloc_beyond_cache(enum page_zone zone)
{
	struct cpu *self = this_cpu();
	pageno_t page;

	for (;;) {
		assert(self->pages.zones[zone].count == 0);
		cache_refill(&self->pages.zones[zone], zone);
		if (page_cache_take(self, zone, &page))
			return page;
		if (!zone_has_free(zone))
			return PAGE_NONE;
		ask_for_pages(zone);
	}
}

/* With PAGE_CLEARED if the page is known to be so. */
static inline pageno_t
alloc_from_zone(enum page_zone zone)
{
	pageno_t page;

	return page_cache_take(this_cpu(), zone, &page) ? page : alloc_beyond_cache(zone);
}

pageno_t
page_alloc_low(void)
{
	return alloc_from_zone(ZONE_LOW) & ~PAGE_CLEARED;
}

pageno_t
page_alloc_low_cleared(void)
{
	const pageno_t page = alloc_from_zone(ZONE_LOW);

	if (page != PAGE_NONE && !(page & PAGE_CLEARED))
		page_zero(page);
	return page & ~PAGE_CLEARED;
}

pageno_t
page_alloc_any(void)
{
	const enum page_zone zone = page_frames.user_zone;
	const pageno_t page = alloc_from_zone(zone) & ~PAGE_CLEARED;

	return page != PAGE_NONE || zone == ZONE_LOW ? page : page_alloc_low();
}

bool
page_retain(pageno_t page)
{
	uint32_t references = atomic_load_relaxed(&page_frames.words[page]);

	do {
		assert(references != 0 && !(references & PAGE_FREE));
		if (references == REFERENCES_MAX)
			return false;
	} while (!atomic_compare_exchange(&page_frames.words[page], &references, references + 1));
	return true;
}

bool
page_is_sole(pageno_t page)
{
	return atomic_load(&page_frames.words[page]) == 1;
}

bool
page_release_unless_sole(pageno_t page)
{
	uint32_t references = atomic_load(&page_frames.words[page]);

	do {
		assert(references != 0 && !(references & PAGE_FREE));
		if (references == 1)
			return false;
	} while (!atomic_compare_exchange(&page_frames.words[page], &references, references - 1));
	return true;
}

/* The last reference is gone. */
static void
put_back(pageno_t page, uint32_t cleared)
{
	struct page_stack *stack = page_cache_stack(this_cpu(), page);

	if (stack->count == PAGE_CACHE_SIZE)
		cache_drain(stack, page_zone_of(page), TRANSFER);
	page_cache_give(stack, page, cleared);
}

void
page_release(pageno_t page)
{
	uint32_t before;

	if (page >= page_frames.limit)
		return;
	before = atomic_fetch_add(&page_frames.words[page], -1u);
	assert(before != 0 && !(before & PAGE_FREE));
	if (before == 1)
		put_back(page, 0);
}

void
page_release_cleared(pageno_t page)
{
	assert(page_is_sole(page));
	put_back(page, PAGE_CLEARED);
}

struct page_zone_counts
page_count_zone(enum page_zone zone)
{
	struct page_zone_counts counts = {
		.total = pool.total[zone],
		.in_pool = atomic_load_relaxed(&pool.free[zone]),
	};

	for (unsigned i = 0; i < ncpus; i++)
		counts.in_caches += atomic_load_relaxed(&cpus[i].pages.zones[zone].count);
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
