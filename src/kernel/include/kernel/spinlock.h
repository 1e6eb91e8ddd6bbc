/*
 * Spinlocks: whoever finds one free takes it, but nobody is overtaken for ever.
 *
 * A waiter that SPINLOCK_OVERTAKEN_MAX others have come before is overdue, and
 * while a lock has somebody who is, only those take it: so that at most one
 * turn more for each other CPU passes before it has the lock. This holds for
 * CPUs that run. A virtual one whose host does something else is not waited
 * for: docs/locking.md has the proof, and the figures of strict queues.
 *
 * The kernel runs with interrupts off, so a lock is never wanted by an
 * interrupt handler of the CPU that holds it. A CPU that waits keeps
 * answering the requests other CPUs have for it (cpu_poll): the holder may
 * be waiting for just that.
 *
 * With -Dlocking=big, object locks compile to nothing and kernel_lock is
 * taken and released at the four places the lab names: before the boot CPU
 * starts the others, when one of those is ready to schedule, on every entry
 * to the kernel, and just before it is left for user mode or idle sleep. It
 * is also let go while a CPU waits for another to stop an environment.
 * With fine-grained locking it is kernel_lock that compiles to nothing.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_SPINLOCK_H
#define TINE_KERNEL_SPINLOCK_H

#include <abi/types.h>
#include <kernel/atomic.h>
#include <kernel/lockorder.h>

#define SPINLOCK_OVERTAKEN_MAX 128

union spinlock_word {
	uint32_t all; /* a: 0: free, and nobody is overdue */
	struct {
		uint8_t held;     /* a: 1 while some CPU has it */
		uint16_t overdue; /* a: waiters that are */
	};
};

#define SPINLOCK_TAKEN 1u /* the word of a lock that is held, and nobody is overdue */

struct spinlock {
	union spinlock_word word;
	uint32_t turns;      /* how often it was taken; written by the holder, read by waiters */
	enum lock_rank rank; /* i */
	const char *name;    /* i */
};

#define SPINLOCK_INIT(the_rank, the_name)              \
	{                                              \
		.rank = (the_rank), .name = (the_name) \
	}

/* The lock itself, whichever locking mode the kernel was built for. */
void spinlock_acquire(struct spinlock *lock);
#ifdef NDEBUG
static inline void
spinlock_release(struct spinlock *lock)
{
	atomic_store(&lock->word.held, 0);
}
#else
void spinlock_release(struct spinlock *lock);
#endif

/* The rest of taking one that is not free, or that somebody is overdue for. */
void spinlock_wait(struct spinlock *lock);

/* The same as spinlock_acquire, put in place of a call where that would be much of the work. */
static inline void
spinlock_acquire_inline(struct spinlock *lock)
{
#ifdef NDEBUG
	uint32_t nobody = 0;

	if (atomic_compare_exchange(&lock->word.all, &nobody, 1))
		lock->turns++;
	else
		spinlock_wait(lock);
#else
	spinlock_acquire(lock);
#endif
}

/*
 * Does this CPU hold the lock (in big mode: the kernel lock)? For assertions: release builds,
 * which keep no record of it, always say yes.
 */
bool spin_held(const struct spinlock *lock);

#ifdef LOCKING_BIG
extern struct spinlock the_kernel_lock;
static inline void
spin_lock(struct spinlock *lock)
{
	(void)lock;
}
static inline void
spin_lock_inline(struct spinlock *lock)
{
	(void)lock;
}
static inline void
spin_unlock(struct spinlock *lock)
{
	(void)lock;
}
static inline void
kernel_lock(void)
{
	spinlock_acquire(&the_kernel_lock);
}
static inline void
kernel_unlock(void)
{
	spinlock_release(&the_kernel_lock);
}
#else
static inline void
spin_lock(struct spinlock *lock)
{
	spinlock_acquire(lock);
}
static inline void
spin_lock_inline(struct spinlock *lock)
{
	spinlock_acquire_inline(lock);
}
static inline void
spin_unlock(struct spinlock *lock)
{
	spinlock_release(lock);
}
static inline void
kernel_lock(void)
{
}
static inline void
kernel_unlock(void)
{
}
#endif

#endif
