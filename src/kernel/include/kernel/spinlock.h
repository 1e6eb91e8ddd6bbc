/*
 * Spinlocks: whoever first finds one free takes it.
 *
 * Not first come, first served: with more virtual CPUs than real ones, the
 * one whose turn it is is often not running, and all others would wait for a
 * host's time slice at every turn (docs/locking.md has the figures).
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
#include <kernel/lockorder.h>

struct spinlock {
	uint32_t held;       /* a: 1 while some CPU has it */
	enum lock_rank rank; /* i */
	const char *name;    /* i */
	int holder; /* index of the CPU that holds it, -1 when free; for checks and the monitor */
};

#define SPINLOCK_INIT(the_rank, the_name)                            \
	{                                                            \
		.rank = (the_rank), .name = (the_name), .holder = -1 \
	}

/* The lock itself, whichever locking mode the kernel was built for. */
void spinlock_acquire(struct spinlock *lock);
void spinlock_release(struct spinlock *lock);

/* Does this CPU hold the lock (in big mode: the kernel lock)? For assertions. */
bool spin_held(const struct spinlock *lock);

#ifdef LOCKING_BIG
extern struct spinlock the_kernel_lock;
static inline void
spin_lock(struct spinlock *lock)
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
