/*
 * Taking and releasing locks: see <kernel/spinlock.h> for what is promised.
 *
 * The common case is one exchange, taking and releasing; everything else is
 * in spinlock_wait. <kernel/spinlock.h> has both inline as well.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/spinlock.h>

#include <kernel/atomic.h>
#include <kernel/cpu.h>
#include <kernel/lock_record.h>

/*
 * Looks at a lock that is free and that nobody who is overdue takes. One look takes about as long
 * on every CPU that runs, so after so many none of the overdue ones is running.
 */
#define ABSENT_LOOKS 100

_Static_assert(SPINLOCK_OVERTAKEN_MAX >= MAX_CPUS, "the bound's proof needs it (docs/locking.md)");

#ifdef LOCKING_BIG
struct spinlock the_kernel_lock = SPINLOCK_INIT(LOCK_KERNEL, "kernel");
#endif

static inline void
have_taken(struct spinlock *lock)
{
	lock->turns++;
	lock_record_taken(lock);
}

__attribute__((noinline, cold)) void
spinlock_wait(struct spinlock *lock)
{
	const uint32_t turns_before = atomic_load_relaxed(&lock->turns);
	unsigned free_looks = 0;
	bool overdue = false;
	uint32_t looks = 0;

	for (;;) {
		cpu_poll();
		arch_relax();
		looks++;
		if (!overdue &&
		    atomic_load_relaxed(&lock->turns) - turns_before > SPINLOCK_OVERTAKEN_MAX) {
			atomic_fetch_add(&lock->word.overdue, 1);
			overdue = true;
		}
		/* The exchange would take the cache line from the holder: only look until it is free. */
		if (atomic_load_relaxed(&lock->word.held)) {
			free_looks = 0;
			continue;
		}
		if (!overdue && atomic_load_relaxed(&lock->word.overdue) != 0 &&
		    ++free_looks < ABSENT_LOOKS)
			continue;
		if (atomic_exchange(&lock->word.held, 1) == 0)
			break;
	}

	if (overdue)
		atomic_fetch_add(&lock->word.overdue, -1);
	lock_record_waited(lock, looks, atomic_load_relaxed(&lock->turns) - turns_before);
	have_taken(lock);
}

void
spinlock_acquire(struct spinlock *lock)
{
	uint32_t nobody = 0;

	lock_record_wanted(lock);
	if (atomic_compare_exchange(&lock->word.all, &nobody, SPINLOCK_TAKEN))
		have_taken(lock);
	else
		spinlock_wait(lock);
}

#if LOCKS_RECORDED
void
spinlock_release(struct spinlock *lock)
{
	lock_record_released(lock);
	atomic_store(&lock->word.held, 0);
}
#endif

bool
spin_held(const struct spinlock *lock)
{
	return lock_record_holds(lock);
}
