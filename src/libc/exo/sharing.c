/*
 * The step from a program that is one environment to one that may be several.
 *
 * Until it is taken, thisenv and errno are variables like others, the
 * library's locks are not looked at, and a program pays for none of this.
 *
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <exo/env.h>
#include <exo/syscall.h>

#include <libc/exo/sharing.h>
#include <libc/lock.h>

int
sharing_begin(void)
{
	int error;

	if (libc_shared)
		return 0;
	error = sys_page_alloc(0, OWN, PTE_P | PTE_U | PTE_W | PTE_NOEXEC);
	if (error < 0)
		return error;
	*OWN = (struct own){ thisenv, errno };
	thisenv_place = &OWN->env;
	errno_place = &OWN->error;
	libc_shared = true;
	return 0;
}

void
lock_acquire(struct lock *lock)
{
	const uint32_t self = (uint32_t)thisenv->env_id;

	if (__atomic_load_n(&lock->owner, __ATOMIC_RELAXED) != self) {
		while (__atomic_exchange_n(&lock->word, 1, __ATOMIC_ACQUIRE) != 0)
			sys_yield();
		__atomic_store_n(&lock->owner, self, __ATOMIC_RELAXED);
	}
	lock->depth++;
}

void
lock_release(struct lock *lock)
{
	if (--lock->depth > 0)
		return;
	__atomic_store_n(&lock->owner, 0, __ATOMIC_RELAXED);
	__atomic_store_n(&lock->word, 0, __ATOMIC_RELEASE);
}
