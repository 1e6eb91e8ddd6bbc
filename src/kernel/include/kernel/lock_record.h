/*
 * What debug builds know about locks: which this CPU holds and wants, the
 * order they were taken in, and statistics for each rank.
 *
 * Written by spinlock.c only, each CPU its own; in release builds all of it
 * is nothing.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_LOCK_RECORD_H
#define TINE_KERNEL_LOCK_RECORD_H

#include <kernel/spinlock.h>

#ifdef NDEBUG
#define LOCKS_RECORDED 0
#else
#define LOCKS_RECORDED 1
#endif

#define LOCKS_HELD_MAX 16

/* Of one rank, since the start or the last reset; a CPU's own or the sum of all. */
struct lock_statistics {
	const char *name; /* null: never taken */
	uint64_t acquisitions;
	uint64_t contended; /* acquisitions that had to wait, */
	uint64_t looks;     /* how often they looked, */
	uint64_t waited_ns; /* how long they waited, all together, */
	uint64_t longest_wait_ns;
	uint32_t most_overtaken; /* and how many came first, of one that waited */
	uint64_t longest_hold_ns;
};

struct lock_held {
	const struct spinlock *lock;
	uint64_t since_ns;
};

/* Letters: o only this CPU; others look while it stands still, or make do with what they see. */
struct lock_record {
	unsigned depth;                           /* o */
	struct lock_held held[LOCKS_HELD_MAX];    /* o: in the order of taking */
	const struct spinlock *wanted;            /* o: waited for just now, or null */
	uint64_t wanted_ns;                       /* o: since when */
	struct lock_statistics ranks[LOCK_RANKS]; /* o */
};

#if LOCKS_RECORDED
/* Panics if the order of <kernel/lockorder.h> forbids it. */
void lock_record_wanted(const struct spinlock *lock);
/* How often it was looked at, and how many others had it meanwhile. */
void lock_record_waited(const struct spinlock *lock, uint32_t looks, uint32_t overtaken);
void lock_record_taken(const struct spinlock *lock);
void lock_record_released(const struct spinlock *lock);

/* The same as taken, of one that was not waited for and may be out of order. */
void lock_record_tried(const struct spinlock *lock);

/* Does this CPU hold the lock (in big mode: the kernel lock)? */
bool lock_record_holds(const struct spinlock *lock);

/* For the monitor, while other CPUs stand still. */
const struct lock_record *lock_record_of(unsigned cpu);
struct lock_statistics lock_statistics_sum(enum lock_rank rank);
void lock_statistics_reset(void);
#else
static inline void
lock_record_wanted(const struct spinlock *lock)
{
	(void)lock;
}
static inline void
lock_record_waited(const struct spinlock *lock, uint32_t looks, uint32_t overtaken)
{
	(void)lock;
	(void)looks;
	(void)overtaken;
}
static inline void
lock_record_taken(const struct spinlock *lock)
{
	(void)lock;
}
static inline void
lock_record_tried(const struct spinlock *lock)
{
	(void)lock;
}
static inline void
lock_record_released(const struct spinlock *lock)
{
	(void)lock;
}
static inline bool
lock_record_holds(const struct spinlock *lock)
{
	(void)lock;
	return true;
}
#endif

#endif
