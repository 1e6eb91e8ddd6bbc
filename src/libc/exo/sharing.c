/*
 * The step from a program that is one environment to one that may be several,
 * and the library's locks from then on.
 *
 * Until it is taken, thisenv and errno are variables like others, the locks
 * are not looked at, and a program pays for none of this.
 *
 * SPDX-License-Identifier: MIT
 */
#include <libc/exo/sharing.h>

#include <errno.h>
#include <exo/env.h>
#include <exo/futex.h>

#include <libc/lock.h>

#define LOCK_WAITED 0x80000000u /* ids are positive */

/* So often does who waits look whether the one that has the lock is there yet. */
#define LOOK_AGAIN_NS 10000000u

struct lock libc_program_lock;

/* Taken in this order; those of what the program does not use are not there. */
static struct lock *const all_locks[] = { &libc_stacks_lock, &libc_program_lock, &libc_heap_lock,
					  &libc_output_lock };
#define LOCKS (sizeof(all_locks) / sizeof(all_locks[0]))

static bool
change(uint32_t *word, uint32_t *from, uint32_t to)
{
	return __atomic_compare_exchange_n(word, from, to, false, __ATOMIC_SEQ_CST,
					   __ATOMIC_SEQ_CST);
}

static bool
has_ended(uint32_t owner)
{
	const volatile struct Env *env = &envs[ENVX(owner)];

	return env->env_id != (envid_t)owner || env->env_status <= ENV_DYING;
}

static void
wait_awhile(const uint32_t *word, uint32_t value)
{
	uint64_t now_ns = 0;

	sys_time_ns(&now_ns);
	futex_wait(word, value, now_ns + LOOK_AGAIN_NS);
}

static void
take(struct lock *lock, uint32_t self)
{
	uint32_t seen = 0, mine = self;

	while (!change(&lock->word, &seen, mine)) {
		/* Who has waited cannot know whether others still do. */
		mine = self | LOCK_WAITED;
		if (has_ended(seen & ~LOCK_WAITED)) {
			if (change(&lock->word, &seen, mine))
				break;
		} else if ((seen & LOCK_WAITED) || change(&lock->word, &seen, seen | LOCK_WAITED)) {
			wait_awhile(&lock->word, seen | LOCK_WAITED);
		}
		seen = 0;
	}
	lock->depth = 0;
}

int
sharing_begin(void)
{
	int error;

	if (libc_shared)
		return 0;
	error = sys_page_alloc(0, OWN, PTE_P | PTE_U | PTE_W | PTE_NOEXEC);
	if (error < 0)
		return error;
	*OWN = (struct own){ .env = thisenv, .error = errno };
	thisenv_place = &OWN->env;
	errno_place = &OWN->error;
	libc_shared = true;
	return 0;
}

void
lock_acquire(struct lock *lock)
{
	const uint32_t self = (uint32_t)thisenv->env_id;

	if ((__atomic_load_n(&lock->word, __ATOMIC_RELAXED) & ~LOCK_WAITED) != self)
		take(lock, self);
	lock->depth++;
}

void
lock_release(struct lock *lock)
{
	if (--lock->depth > 0)
		return;
	if (__atomic_exchange_n(&lock->word, 0, __ATOMIC_SEQ_CST) & LOCK_WAITED)
		futex_wake(&lock->word, 1);
}

void
sharing_fork_begins(void)
{
	for (size_t i = 0; i < LOCKS; i++)
		if (all_locks[i] != NULL)
			lock_take(all_locks[i]);
}

void
sharing_fork_ends(void)
{
	for (size_t i = LOCKS; i-- > 0;)
		if (all_locks[i] != NULL)
			lock_give(all_locks[i]);
}

void
sharing_fork_child(void)
{
	for (size_t i = 0; i < LOCKS; i++)
		if (all_locks[i] != NULL)
			*all_locks[i] = (struct lock){ 0 };
}
