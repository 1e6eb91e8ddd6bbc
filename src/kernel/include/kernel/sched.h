/*
 * Which environment runs where, and for how long.
 *
 * A CPU takes from the run queues (<kernel/runqueue.h>) who is next under the
 * policy chosen at boot; one that finds nobody sleeps and is woken by whoever
 * makes work.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_SCHED_H
#define TINE_KERNEL_SCHED_H

#include <kernel/env.h>

/*
 * Put an environment where this CPU's wait. If it waits there for long, an
 * idle CPU is woken. A NOT_RUNNABLE one becomes RUNNABLE; a DYING one stays
 * so, and is reaped when its turn comes.
 */
void sched_enqueue(struct env *env);

/* CPUs that sleep or are about to; may be too many for a moment, never too few. */
extern unsigned sched_idle_count;

/* Asked after work was put in a queue. No: each CPU finds the work before it sleeps. */
static inline bool
sched_any_idle(void)
{
	memory_fence(); /* the work is visible before we look who is idle */
	return atomic_load_relaxed(&sched_idle_count) != 0;
}

/* Have the timer of this CPU interrupt soon, and offer what waits then. */
void sched_expect_offer(void);

/* Under round robin somebody was put in the queue of self, this CPU. */
static inline void
sched_offer_later(const struct cpu *self)
{
	if (!self->offers && sched_any_idle())
		sched_expect_offer();
}

/* At the end of an interrupt: what waits, an idle CPU may have at once. */
void sched_offer(void);

/*
 * Take env out of its run queue if it is RUNNABLE there, setting new_status.
 * False, and nothing done, when it is RUNNING.
 */
bool sched_withdraw(struct env *env, unsigned new_status);

/* The current environment lets others go first: whom, is the policy's affair. */
void sched_yield(void);

/*
 * What a new environment has of the CPU: as much as its parent, or the most
 * that there is. Nobody else knows of it yet.
 */
void sched_inherit(struct env *env, const struct env *parent);

/* Change that, to a valid value; the lock of env is held, and it is not DYING. */
void sched_set_priority(struct env *env, uint32_t priority);
void sched_set_tickets(struct env *env, uint32_t tickets);

/* The current environment, whose CPU has just read the clock, sleeps until then: be awake. */
void sched_expect_deadline(uint64_t deadline_ns);

/* The current environment stops being current, with new_status. It stays loaded. */
void sched_leave(struct env *env, unsigned new_status);

/*
 * Run env, which waits no more and whose lock is held, on this CPU, where
 * nothing is current. A policy that orders the whole machine is asked first.
 */
void sched_run_next(struct env *env);

/*
 * What this CPU does next: the environment to return to in user mode, loaded.
 * Handles requests to the current environment, picks another where there is
 * none, and sleeps until there is one. The last thing on the way out of the
 * kernel: no lock is held, and the kernel lock is released.
 */
struct env *sched_return_to_user(void);

/* The same for the first time on this CPU: starts its timer. The kernel lock is held. */
struct env *sched_begin(void);

/* An interrupt has ended this CPU's idle sleep, if it was in one; before anything is done about it. */
void sched_end_idle(void);

/* The timer interrupt: wake sleepers, end the slice of the current environment. */
void sched_tick(void);

/* Load env on this CPU, first waiting until no other has it loaded. No lock is held. */
void switch_to(struct env *env);

/* What <kernel/switch.h> has to be inlined, not inlined. */
void switch_apart(struct cpu *self, struct env *old, struct env *env);

/* Leave the loaded environment, if any, so that another CPU may load or reap it. */
void switch_away(void);

/*
 * Called when nothing will ever run again: no environment is runnable, none
 * sleeps, none waits for the console. Returns when the user wants to go on.
 */
void nothing_left_to_run(void);

#endif
