/*
 * Mutexes and condition variables, on futexes.
 *
 * Each keeps in its own memory whether anybody may be waiting. The mutex is
 * the third of U. Drepper, "Futexes Are Tricky" (2011).
 *
 * SPDX-License-Identifier: MIT
 */
#include <exo/mutex.h>

#include <abi/error.h>
#include <exo/futex.h>

enum { FREE, LOCKED, CONTENDED };

#define EVERYBODY UINT32_MAX

static bool
try_to_lock(struct mutex *mutex)
{
	uint32_t expected = FREE;

	return __atomic_compare_exchange_n(&mutex->word, &expected, LOCKED, false, __ATOMIC_SEQ_CST,
					   __ATOMIC_SEQ_CST);
}

static void
add(uint32_t *word, uint32_t what)
{
	__atomic_fetch_add(word, what, __ATOMIC_SEQ_CST);
}

/* Apart, so that those who need not wait save no registers. */
__attribute__((noinline)) static void
wait_for(struct mutex *mutex)
{
	/* Whoever has waited cannot know whether others still do, so it leaves the word CONTENDED. */
	while (__atomic_exchange_n(&mutex->word, CONTENDED, __ATOMIC_SEQ_CST) != FREE)
		futex_wait(&mutex->word, CONTENDED, NO_DEADLINE);
}

void
mutex_lock(struct mutex *mutex)
{
	if (!try_to_lock(mutex))
		wait_for(mutex);
}

bool
mutex_try(struct mutex *mutex)
{
	return try_to_lock(mutex);
}

void
mutex_unlock(struct mutex *mutex)
{
	if (__atomic_exchange_n(&mutex->word, FREE, __ATOMIC_SEQ_CST) == CONTENDED)
		futex_wake(&mutex->word, 1);
}

/*
 * Who has changed something with the mutex locked, after we have looked and
 * unlocked it, finds us in waiting, and either changes sequence before we wait
 * for it or wakes us.
 */
int
condition_wait_until(struct condition *condition, struct mutex *mutex, uint64_t deadline_ns)
{
	const uint32_t sequence = __atomic_load_n(&condition->sequence, __ATOMIC_SEQ_CST);
	int error;

	add(&condition->waiting, 1);
	mutex_unlock(mutex);
	error = futex_wait(&condition->sequence, sequence, deadline_ns);
	add(&condition->waiting, -1u);
	mutex_lock(mutex);
	return error == -E_TIMEOUT ? error : 0;
}

void
condition_wait(struct condition *condition, struct mutex *mutex)
{
	condition_wait_until(condition, mutex, NO_DEADLINE);
}

static void
tell(struct condition *condition, uint32_t count)
{
	if (__atomic_load_n(&condition->waiting, __ATOMIC_SEQ_CST) == 0)
		return;
	add(&condition->sequence, 1);
	futex_wake(&condition->sequence, count);
}

void
condition_signal(struct condition *condition)
{
	tell(condition, 1);
}

void
condition_broadcast(struct condition *condition)
{
	tell(condition, EVERYBODY);
}
