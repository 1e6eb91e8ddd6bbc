/*
 * Sleeping environments in a binary heap, earliest deadline first.
 *
 * The CPU on which an environment goes to sleep, or any that finds an
 * earlier deadline when it goes idle, has its timer set no later than that:
 * see sched_expect_deadline and sched_tick.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/timeout.h>

#include <kernel/assert.h>
#include <kernel/futex.h>
#include <kernel/sched.h>

/* Letters: t lock. */
static struct env *heap[NENV]; /* t */
static struct {
	struct spinlock lock;
	unsigned count; /* t */
} timeouts = { .lock = SPINLOCK_INIT(LOCK_TIMEOUT, "timeouts") };

static void
place(struct env *env, unsigned slot)
{
	heap[slot] = env;
	env->timeout_slot = slot;
}

static void
sift_up(struct env *env, unsigned slot)
{
	while (slot > 0) {
		const unsigned parent = (slot - 1) / 2;

		if (heap[parent]->deadline_ns <= env->deadline_ns)
			break;
		place(heap[parent], slot);
		slot = parent;
	}
	place(env, slot);
}

static void
sift_down(struct env *env, unsigned slot)
{
	for (;;) {
		unsigned child = 2 * slot + 1;

		if (child >= timeouts.count)
			break;
		if (child + 1 < timeouts.count &&
		    heap[child + 1]->deadline_ns < heap[child]->deadline_ns)
			child++;
		if (env->deadline_ns <= heap[child]->deadline_ns)
			break;
		place(heap[child], slot);
		slot = child;
	}
	place(env, slot);
}

void
timeout_sleep(struct env *env, uint64_t deadline_ns, enum env_wait wait)
{
	assert(spin_held(&env->lock));
	env->deadline_ns = deadline_ns;
	spin_lock(&timeouts.lock);
	sift_up(env, timeouts.count++);
	spin_unlock(&timeouts.lock);
	env_block(env, wait);
	sched_expect_deadline(deadline_ns);
}

void
timeout_cancel(struct env *env)
{
	struct env *last;
	unsigned slot;

	assert(spin_held(&env->lock));
	spin_lock(&timeouts.lock);
	slot = env->timeout_slot;
	assert(heap[slot] == env);
	last = heap[--timeouts.count];
	if (last != env) {
		sift_down(last, slot);
		sift_up(last, last->timeout_slot);
	}
	spin_unlock(&timeouts.lock);
}

static struct env *
first_expired(uint64_t now_ns)
{
	struct env *first = NULL;

	spin_lock(&timeouts.lock);
	if (timeouts.count > 0 && heap[0]->deadline_ns <= now_ns)
		first = heap[0];
	spin_unlock(&timeouts.lock);
	return first;
}

void
timeout_expire(uint64_t now_ns)
{
	struct env *env;

	while ((env = first_expired(now_ns)) != NULL) {
		spin_lock(&env->lock);
		if (env->wait == WAIT_TIMEOUT && env->deadline_ns <= now_ns) {
			timeout_cancel(env);
			env_wake(env, 0);
		} else if (env->wait == WAIT_FUTEX && env->deadline_ns <= now_ns) {
			futex_cancel(env);
			env_wake(env, -E_TIMEOUT);
		}
		spin_unlock(&env->lock);
	}
}

uint64_t
timeout_next(void)
{
	uint64_t deadline_ns = TIMEOUT_NEVER;

	spin_lock(&timeouts.lock);
	if (timeouts.count > 0)
		deadline_ns = heap[0]->deadline_ns;
	spin_unlock(&timeouts.lock);
	return deadline_ns;
}
