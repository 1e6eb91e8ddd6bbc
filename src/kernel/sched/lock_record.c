/*
 * The record of locks in debug builds: see <kernel/lock_record.h>.
 *
 * Each CPU has its own record, so that keeping it neither takes a lock nor
 * moves a cache line between CPUs.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/lock_record.h>

#include <arch/clock.h>
#include <kernel/assert.h>
#include <kernel/cpu.h>
#include <kernel/trace.h>

#if LOCKS_RECORDED
/* What the short ways in assembly take. */
#ifdef LOCKING_BIG
#define SHORT_RANK LOCK_KERNEL
#else
#define SHORT_RANK LOCK_ENV
#endif

static struct lock_record records[MAX_CPUS];

static struct lock_record *
own_record(void)
{
	return &records[cpu_index()];
}

static void
raise(uint64_t *longest, uint64_t value)
{
	if (value > *longest)
		*longest = value;
}

static void
check_order(const struct lock_record *record, const struct spinlock *lock)
{
	const struct spinlock *held;

	if (record->depth == 0)
		return;
	held = record->held[record->depth - 1].lock;
	/* Two environments are locked by ascending address, which is their index. */
	if (held->rank < lock->rank ||
	    (held->rank == LOCK_ENV && lock->rank == LOCK_ENV && held < lock))
		return;
	panic("lock order: %s wanted while %s is held", lock->name, held->name);
}

void
lock_record_wanted(const struct spinlock *lock)
{
	struct lock_record *record = own_record();

	check_order(record, lock);
	assert(record->depth < LOCKS_HELD_MAX);
	record->wanted = lock;
	record->wanted_ns = clock_now_ns();
}

void
lock_record_waited(const struct spinlock *lock, uint32_t looks, uint32_t overtaken)
{
	struct lock_record *record = own_record();
	struct lock_statistics *statistics = &record->ranks[lock->rank];
	const uint64_t waited_ns = clock_now_ns() - record->wanted_ns;

	statistics->contended++;
	statistics->looks += looks;
	statistics->waited_ns += waited_ns;
	raise(&statistics->longest_wait_ns, waited_ns);
	if (overtaken > statistics->most_overtaken)
		statistics->most_overtaken = overtaken;
	record->wanted_ns += waited_ns;
	trace(TRACE_LOCK, (uint32_t)(uintptr_t)lock->name, (uint32_t)(waited_ns / 1000));
}

void
lock_record_taken(const struct spinlock *lock)
{
	struct lock_record *record = own_record();
	struct lock_statistics *statistics = &record->ranks[lock->rank];

	statistics->name = lock->name;
	statistics->acquisitions++;
	record->wanted = NULL;
	record->held[record->depth++] = (struct lock_held){ lock, record->wanted_ns };
}

void
lock_record_tried(const struct spinlock *lock)
{
	own_record()->wanted_ns = clock_now_ns();
	lock_record_taken(lock);
}

void
lock_record_released(const struct spinlock *lock)
{
	struct lock_record *record = own_record();
	unsigned i = record->depth;

	/* Locks are mostly, not always, released in reverse order. */
	do {
		assert(i > 0);
	} while (record->held[--i].lock != lock);
	raise(&record->ranks[lock->rank].longest_hold_ns,
	      clock_now_ns() - record->held[i].since_ns);
	for (record->depth--; i < record->depth; i++)
		record->held[i] = record->held[i + 1];
}

bool
lock_record_holds(const struct spinlock *lock)
{
	const struct lock_record *record = own_record();

#ifdef LOCKING_BIG
	lock = &the_kernel_lock;
#endif
	for (unsigned i = 0; i < record->depth; i++)
		if (record->held[i].lock == lock)
			return true;
	return false;
}

const struct lock_record *
lock_record_of(unsigned cpu)
{
	return &records[cpu];
}

struct lock_statistics
lock_statistics_sum(enum lock_rank rank)
{
	struct lock_statistics sum = { 0 };

	for (unsigned i = 0; i < ncpus; i++) {
		const struct lock_statistics *one = &records[i].ranks[rank];

		if (one->name != NULL)
			sum.name = one->name;
		sum.acquisitions += one->acquisitions;
		if (rank == SHORT_RANK)
			sum.acquisitions += cpus[i].short_turns;
		sum.contended += one->contended;
		sum.looks += one->looks;
		sum.waited_ns += one->waited_ns;
		raise(&sum.longest_wait_ns, one->longest_wait_ns);
		raise(&sum.longest_hold_ns, one->longest_hold_ns);
		if (one->most_overtaken > sum.most_overtaken)
			sum.most_overtaken = one->most_overtaken;
	}
	return sum;
}

void
lock_statistics_reset(void)
{
	for (unsigned i = 0; i < ncpus; i++) {
		cpus[i].short_turns = 0;
		for (unsigned rank = 0; rank < LOCK_RANKS; rank++)
			records[i].ranks[rank] = (struct lock_statistics){ 0 };
	}
}
#endif
