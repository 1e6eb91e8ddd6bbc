/*
 * Taking and releasing locks, and the check of the lock order in debug builds.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/spinlock.h>

#include <kernel/assert.h>
#include <kernel/atomic.h>
#include <kernel/cpu.h>

#ifdef LOCKING_BIG
struct spinlock the_kernel_lock = SPINLOCK_INIT(LOCK_KERNEL, "kernel");
#endif

#ifndef NDEBUG
static void
check_order(const struct cpu *self, const struct spinlock *lock)
{
	const struct spinlock *held;

	if (self->lock_depth == 0)
		return;
	held = self->locks[self->lock_depth - 1];
	/* Two environments are locked by ascending address, which is their index. */
	if (held->rank < lock->rank ||
	    (held->rank == LOCK_ENV && lock->rank == LOCK_ENV && held < lock))
		return;
	panic("lock order: %s wanted while %s is held", lock->name, held->name);
}

static void
remember(struct cpu *self, const struct spinlock *lock)
{
	assert(self->lock_depth < sizeof(self->locks) / sizeof(self->locks[0]));
	self->locks[self->lock_depth++] = lock;
}

/* Locks are mostly, not always, released in reverse order. */
static void
forget(struct cpu *self, const struct spinlock *lock)
{
	unsigned i = self->lock_depth;

	do {
		assert(i > 0);
	} while (self->locks[--i] != lock);
	for (self->lock_depth--; i < self->lock_depth; i++)
		self->locks[i] = self->locks[i + 1];
}
#else
static inline void
check_order(const struct cpu *self, const struct spinlock *lock)
{
	(void)self;
	(void)lock;
}

static inline void
remember(struct cpu *self, const struct spinlock *lock)
{
	(void)self;
	(void)lock;
}

static inline void
forget(struct cpu *self, const struct spinlock *lock)
{
	(void)self;
	(void)lock;
}
#endif

void
spinlock_acquire(struct spinlock *lock)
{
	struct cpu *self = this_cpu();

	check_order(self, lock);
	while (atomic_exchange(&lock->held, 1) != 0) {
		/* Only look until it is free: the exchange would take its cache line from the holder. */
		do {
			cpu_poll();
			arch_relax();
		} while (atomic_load_relaxed(&lock->held) != 0);
	}
	lock->holder = (int)self->index;
	remember(self, lock);
}

void
spinlock_release(struct spinlock *lock)
{
	forget(this_cpu(), lock);
	lock->holder = -1;
	atomic_store(&lock->held, 0);
}

bool
spin_held(const struct spinlock *lock)
{
#ifdef LOCKING_BIG
	lock = &the_kernel_lock;
#endif
	return lock->holder == (int)cpu_index();
}
