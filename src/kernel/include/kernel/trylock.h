/*
 * Taking a lock only if that needs no waiting: so in any order, whatever else
 * this CPU holds.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_TRYLOCK_H
#define TINE_KERNEL_TRYLOCK_H

#include <kernel/atomic.h>
#include <kernel/lock_record.h>
#include <kernel/spinlock.h>

/* False: it is not free, or somebody is overdue for it. Released by spin_unlock or spin_untry. */
static inline bool
spin_try(struct spinlock *lock)
{
#ifndef LOCKING_BIG
	uint32_t nobody = 0;

	if (!atomic_compare_exchange(&lock->word.all, &nobody, SPINLOCK_TAKEN))
		return false;
	lock->turns++;
	lock_record_tried(lock);
#else
	(void)lock;
#endif
	return true;
}

/* spin_unlock, inlined. */
static inline void
spin_untry(struct spinlock *lock)
{
#ifndef LOCKING_BIG
	lock_record_released(lock);
	atomic_store(&lock->word.held, 0);
#else
	(void)lock;
#endif
}

#endif
