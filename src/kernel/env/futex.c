/*
 * sys_futex_wait and sys_futex_wake: who waits for which word, hashed.
 *
 * A waiter looks at the word with its bucket locked and is in the bucket when
 * it lets go; a waker locks the bucket after its program has changed the
 * word. So either the waiter sees the change, or the waker the waiter.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/futex.h>

#include <arch/clock.h>
#include <kernel/assert.h>
#include <kernel/env.h>
#include <kernel/syscall.h>
#include <kernel/timeout.h>
#include <kernel/usercheck.h>

#define BUCKETS 128u /* a power of two */
#define AT_ONCE 16u  /* found in one walk through a bucket */

/* Letters: b lock. */
static struct bucket {
	struct spinlock lock;
	struct list waiting; /* b: through env->wait_link, first come first */
} buckets[BUCKETS];

void
futex_init(void)
{
	for (unsigned i = 0; i < BUCKETS; i++) {
		buckets[i].lock = (struct spinlock)SPINLOCK_INIT(LOCK_FUTEX, "futexes");
		list_init(&buckets[i].waiting);
	}
}

static struct bucket *
bucket_of(const struct word_place *place)
{
	/* The golden ratio times 2^32: neighbours come to lie apart (Knuth, volume 3, section 6.4). */
	const uint32_t hash = ((uintptr_t)place->space + place->page + place->at / 4) * 2654435769u;

	return &buckets[hash / (UINT32_MAX / BUCKETS + 1)];
}

static bool
same(const struct word_place *one, const struct word_place *other)
{
	return one->space == other->space && one->page == other->page && one->at == other->at;
}

static bool
is_word(uservaddr_t va)
{
	return va.value % sizeof(uint32_t) == 0 && va.value < UTOP;
}

/* In the bucket afterwards, its page held if that is what it waits by. The environment is locked. */
static int
join(struct env *env, uservaddr_t va, uint32_t expected, uint64_t deadline_ns)
{
	struct word_place place;
	struct bucket *bucket;
	uint32_t value;
	bool held;
	int error;

	error = aspace_word(env, va, &env->futex, &value);
	if (error < 0)
		return error;
	bucket = bucket_of(&env->futex);
	spin_lock(&bucket->lock);
	error = aspace_hold_word(env, va, &place, &value);
	held = error == 0 && place.page != PAGE_NONE;
	if (error == 0 && (value != expected || !same(&place, &env->futex)))
		error = -E_CHANGED;
	else if (error == 0 && deadline_ns != TIMEOUT_NEVER && deadline_ns <= clock_now_ns())
		error = -E_TIMEOUT;
	if (error == 0)
		list_push_back(&bucket->waiting, &env->wait_link);
	spin_unlock(&bucket->lock);
	if (error < 0 && held)
		page_release(place.page);
	return error;
}

int32_t
sys_futex_wait(struct env *caller, uservaddr_t va, uint32_t expected, uint32_t low, uint32_t high)
{
	const uint64_t deadline_ns = (uint64_t)high << 32 | low;
	int error;

	if (!is_word(va))
		return -E_INVAL;
	spin_lock(&caller->lock);
	error = join(caller, va, expected, deadline_ns);
	if (error == 0) {
		caller->deadline_ns = deadline_ns;
		if (deadline_ns == TIMEOUT_NEVER)
			env_block(caller, WAIT_FUTEX);
		else
			timeout_sleep(caller, deadline_ns, WAIT_FUTEX);
	}
	spin_unlock(&caller->lock);
	return error == -E_FAULT ? user_fault(caller, va, false) : error;
}

void
futex_cancel(struct env *env)
{
	struct bucket *bucket = bucket_of(&env->futex);

	assert(spin_held(&env->lock) && env->wait == WAIT_FUTEX);
	spin_lock(&bucket->lock);
	list_remove(&env->wait_link);
	spin_unlock(&bucket->lock);
	if (env->deadline_ns != TIMEOUT_NEVER)
		timeout_cancel(env);
	if (env->futex.page != PAGE_NONE)
		page_release(env->futex.page);
}

/* Up to limit of those who have waited longest; hints, since no environment is locked. */
static unsigned
find_waiters(const struct word_place *place, uint32_t limit, struct env *found[AT_ONCE])
{
	struct bucket *bucket = bucket_of(place);
	unsigned count = 0;

	spin_lock(&bucket->lock);
	for (struct list *link = bucket->waiting.next;
	     link != &bucket->waiting && count < AT_ONCE && count < limit; link = link->next) {
		struct env *env = LIST_MEMBER(link, struct env, wait_link);

		if (same(&env->futex, place))
			found[count++] = env;
	}
	spin_unlock(&bucket->lock);
	return count;
}

/* If env still waits there. */
static bool
wake(struct env *env, const struct word_place *place)
{
	bool waits;

	spin_lock(&env->lock);
	waits = env->wait == WAIT_FUTEX && same(&env->futex, place);
	if (waits) {
		futex_cancel(env);
		env_wake(env, 0);
	}
	spin_unlock(&env->lock);
	return waits;
}

int32_t
sys_futex_wake(struct env *caller, uservaddr_t va, uint32_t count)
{
	struct env *waiters[AT_ONCE];
	struct word_place place;
	unsigned found, looked_at = 0;
	uint32_t woken = 0, value;
	int error;

	if (!is_word(va))
		return -E_INVAL;
	spin_lock(&caller->lock);
	error = aspace_word(caller, va, &place, &value);
	spin_unlock(&caller->lock);
	if (error < 0)
		return user_fault(caller, va, false);
	/*
	 * Each found has left its place in the bucket when we have looked at it.
	 * So with NENV looked at, all that were there at first have been, even if
	 * those that are woken come back at once.
	 */
	do {
		found = find_waiters(&place, count - woken, waiters);
		for (unsigned i = 0; i < found; i++)
			woken += wake(waiters[i], &place);
		looked_at += found;
	} while (found > 0 && looked_at < NENV);
	return (int32_t)woken;
}
