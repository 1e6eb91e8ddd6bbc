/*
 * Queues of environments that wait for an event.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_WAIT_H
#define TINE_KERNEL_WAIT_H

#include <abi/types.h>
#include <kernel/list.h>
#include <kernel/spinlock.h>

struct env;

/* Letters: w the lock of all wait queues (LOCK_WAIT). */
struct wait_queue {
	struct list waiting; /* w */
};

extern struct spinlock wait_lock;

void wait_queue_init(struct wait_queue *queue);

/* Is nobody waiting? A hint, unless no CPU can change it. */
static inline bool
wait_queue_empty(const struct wait_queue *queue)
{
	return list_empty(&queue->waiting);
}

/*
 * Block the current environment, whose lock is held, in queue. If it is
 * stopped there it leaves the queue, and makes the same call again when it
 * is started: a handler that uses this must bear being begun anew.
 */
void wait_on(struct env *env, struct wait_queue *queue);

/* Who has waited longest, or null; a hint, like the above. */
struct env *wait_first(struct wait_queue *queue);

/*
 * Wake the first in queue, unless it has left meanwhile; its call returns
 * result. False: there is none. No environment lock is held.
 */
bool wait_wake_first(struct wait_queue *queue, int32_t result);

/*
 * Wake everyone in queue; their calls return result. No environment lock is
 * held. Whoever comes while this runs may be woken too.
 */
void wait_wake_all(struct wait_queue *queue, int32_t result);

/* Take an environment, whose lock is held, out of its queue without waking it. */
void wait_cancel(struct env *env);

#endif
