/*
 * Run queues under whatever policy was chosen. Used by sched.c, which
 * decides when; these decide who. All take and release the queue's lock.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_RUNQUEUE_H
#define TINE_KERNEL_RUNQUEUE_H

#include <abi/syscall.h>
#include <kernel/atomic.h>
#include <kernel/env.h>
#include <kernel/policy.h>

/* Fixed after boot. */
extern const struct sched_policy *sched_policy;
extern const struct sched_order *sched_order; /* its order; null: each CPU has its own queue */

/* System calls from this number on may hand the CPU on without asking a policy. */
extern uint32_t sched_hand_over_from;

/*
 * Whether any do, and the ways of <kernel/handover.h> are taken, unless a policy forbids it.
 * Before programs run, or while the other CPUs stand still.
 */
void runqueue_set_short_ways(bool on);
static inline bool
sched_short_ways_closed(void)
{
	return sched_hand_over_from != SYS_ipc_call;
}

/* The queue of CPU number cpu. */
void runqueue_init(struct runqueue *queue, unsigned cpu);

/* Called, if at all, before the first environment is created. */
void runqueue_set_policy(const struct sched_policy *policy);

/* Put an environment where this CPU's wait: it becomes RUNNABLE unless it is DYING. */
void runqueue_put(struct env *env, enum sched_arrival arrival);

/*
 * Take the next environment for this CPU, now RUNNING unless it is DYING, or
 * null: from its own queue, else from the first that has one.
 */
struct env *runqueue_take(void);

/* The same from another CPU's queue only. */
struct env *runqueue_steal(void);

/* Make env, which is in no queue and nobody else's to move on, RUNNING on this CPU. */
void runqueue_start(struct env *env);

/*
 * In one step: env, which ran here for ran_ns since it was last charged, is
 * put back, and the next of this CPU's queue is taken. That may be the same
 * again; but not if it yields where all others go first.
 */
struct env *runqueue_exchange(struct env *env, enum sched_arrival arrival, bool yields,
			      uint32_t ran_ns);

/* The policy learns that env ran for ran_ns, and that it now blocks or ends. */
void runqueue_leave_order(struct env *env, uint32_t ran_ns);
static inline void
runqueue_leave(struct env *env, uint32_t ran_ns)
{
	if (sched_order != NULL)
		runqueue_leave_order(env, ran_ns);
}

/*
 * The same, and that it is to run on. False, and nothing done, if it must
 * make way at once.
 */
bool runqueue_run_on(struct env *env, uint32_t ran_ns);

/* Does anyone wait where this CPU looks first, or anywhere? Read without a lock. */
static inline bool
runqueue_waits(void)
{
	return atomic_load_relaxed(&this_cpu()->queue->length) > 0;
}

bool runqueue_any_waits(void);

#endif
