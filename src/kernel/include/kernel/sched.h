/*
 * Which environment runs where.
 *
 * Every CPU has a run queue and takes the environment that has waited there
 * longest. A CPU whose queue is empty takes from another's; one that finds
 * nothing anywhere sleeps and is woken by whoever makes work.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_SCHED_H
#define TINE_KERNEL_SCHED_H

#include <kernel/env.h>

#define SLICE_NS 10000000ull /* an environment runs at most 10 ms while others wait */

void runqueue_init(struct runqueue *queue);

/*
 * Put an environment at the end of this CPU's queue and wake an idle CPU if
 * there is one. A NOT_RUNNABLE one becomes RUNNABLE; a DYING one stays so,
 * and is reaped when its turn comes.
 */
void sched_enqueue(struct env *env);

/*
 * Take env out of its run queue if it is RUNNABLE there, setting new_status.
 * False, and nothing done, when it is RUNNING.
 */
bool sched_withdraw(struct env *env, unsigned new_status);

/* The current environment lets the others in this CPU's queue go first. */
void sched_yield(void);

/* The current environment stops being current, with new_status. It stays loaded. */
void sched_leave(struct env *env, unsigned new_status);

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

/* Leave the loaded environment, if any, so that another CPU may load or reap it. */
void switch_away(void);

/*
 * Called when nothing will ever run again: no environment is runnable, none
 * sleeps, none waits for the console. Returns when the user wants to go on.
 */
void nothing_left_to_run(void);

#endif
