/*
 * Wait queues. One lock guards the links of all of them: it is held for a
 * few instructions, and being one it makes leaving a queue simple.
 *
 * A waker goes from queue to environment, but environments are locked first.
 * So it looks who is first, locks that environment, and looks again.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/wait.h>

#include <kernel/assert.h>
#include <kernel/env.h>

struct spinlock wait_lock = SPINLOCK_INIT(LOCK_WAIT, "wait queues");

void
wait_queue_init(struct wait_queue *queue)
{
	list_init(&queue->waiting);
}

void
wait_on(struct env *env, struct wait_queue *queue)
{
	assert(spin_held(&env->lock));
	env->wait_queue = queue;
	spin_lock(&wait_lock);
	list_push_back(&queue->waiting, &env->wait_link);
	spin_unlock(&wait_lock);
	env_block(env, WAIT_QUEUE);
}

void
wait_cancel(struct env *env)
{
	assert(spin_held(&env->lock));
	spin_lock(&wait_lock);
	list_remove(&env->wait_link);
	spin_unlock(&wait_lock);
}

struct env *
wait_first(struct wait_queue *queue)
{
	struct env *first = NULL;

	spin_lock(&wait_lock);
	if (!list_empty(&queue->waiting))
		first = LIST_MEMBER(queue->waiting.next, struct env, wait_link);
	spin_unlock(&wait_lock);
	return first;
}

bool
wait_wake_first(struct wait_queue *queue, int32_t result)
{
	struct env *env = wait_first(queue);

	if (env == NULL)
		return false;
	spin_lock(&env->lock);
	if (env->wait == WAIT_QUEUE && env->wait_queue == queue) {
		wait_cancel(env);
		env_wake(env, result);
	}
	spin_unlock(&env->lock);
	return true;
}

void
wait_wake_all(struct wait_queue *queue, int32_t result)
{
	/* There is an end to it even if those that are woken come back at once. */
	for (unsigned i = 0; i < NENV && wait_wake_first(queue, result); i++)
		;
}
