/*
 * An environment's life: starting, blocking, stopping, ending.
 *
 * Whatever state an environment is in, only one party may move it on: its
 * lock's holder while it is NOT_RUNNABLE, its run queue's while it is
 * RUNNABLE, its CPU while it is RUNNING, its reaper while it is DYING.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/env.h>

#include "family.h"

#include <kernel/assert.h>
#include <kernel/atomic.h>
#include <kernel/breakpoint.h>
#include <kernel/futex.h>
#include <kernel/grant.h>
#include <kernel/line.h>
#include <kernel/sched.h>
#include <kernel/timeout.h>
#include <kernel/trace.h>

/* Before others get the CPU. */
#define REAP_BUDGET    4096 /* page-table entries looked at, */
#define ABANDON_BUDGET 64   /* or senders told */

void
env_set_status(struct env *env, unsigned status)
{
	assert(ENV_STEPS & (1u << (env_status(env) * 5 + status)));
	atomic_store(&env->public->env_status, status);
}

void
env_block(struct env *env, enum env_wait wait)
{
	assert(spin_held(&env->lock));
	env->wait = wait;
	sched_leave(env, ENV_NOT_RUNNABLE);
}

/* Run an environment that is neither waiting nor stopped any more. */
static void
run_if_ready(struct env *env)
{
	if (env_status(env) == ENV_NOT_RUNNABLE && env->wait == WAIT_NONE && !env->stopped)
		sched_enqueue(env);
}

static void
end_wait(struct env *env, int32_t result)
{
	assert(spin_held(&env->lock));
	assert(env->wait != WAIT_NONE);
	env->wait = WAIT_NONE;
	env->progress = 0;
	env->public->env_ipc_recving = 0;
	arch_env_set_result(&env->arch, result);
	trace(TRACE_WAKE, (uint32_t)env_id(env), (uint32_t)result);
}

void
env_wake(struct env *env, int32_t result)
{
	end_wait(env, result);
	run_if_ready(env);
}

void
env_wake_here(struct env *env, int32_t result)
{
	end_wait(env, result);
	if (!env->stopped)
		sched_run_next(env);
}

void
env_start(struct env *env)
{
	env->stopped = false;
	atomic_fetch_and(&env->requests, ~ENV_REQUEST_STOP);
	run_if_ready(env);
	spin_unlock(&env->lock);
}

/*
 * Ask the CPU that runs env to act on request, and wait until env runs no
 * more. The lock is held on entry and return but not between: env may be
 * another's, or in any state, afterwards.
 *
 * That CPU looks at requests each time before it returns to user mode, and
 * is interrupted to make it look. The environment may move to another CPU
 * meanwhile, which is then interrupted too.
 */
static void
request_and_wait(struct env *env, unsigned request)
{
	const envid_t id = env_id(env);
	int interrupted = -1;

	atomic_fetch_or(&env->requests, request);
	spin_unlock(&env->lock);
	kernel_unlock();
	while (env_id(env) == id && env_status(env) == ENV_RUNNING) {
		const int cpu = atomic_load(&env->public->env_cpunum);

		if (cpu != interrupted)
			arch_send_reschedule(&cpus[cpu]);
		interrupted = cpu;
		cpu_poll();
		arch_relax();
	}
	kernel_lock();
	spin_lock(&env->lock);
}

/* A stopped environment waits in no queue: it makes its call again when it is started. */
static void
leave_queue(struct env *env)
{
	if (!env->stopped || env_status(env) != ENV_NOT_RUNNABLE ||
	    (env->wait != WAIT_QUEUE && env->wait != WAIT_FUTEX))
		return;
	if (env->wait == WAIT_QUEUE)
		wait_cancel(env);
	else
		futex_cancel(env);
	env->wait = WAIT_NONE;
	arch_env_restart_call(env);
}

void
env_stop(struct env *env)
{
	const envid_t id = env_id(env);

	env->stopped = true;
	if (env == this_cpu()->current)
		sched_leave(env, ENV_NOT_RUNNABLE);
	while (env_id(env) == id && env->stopped && env_status(env) != ENV_NOT_RUNNABLE &&
	       env_status(env) != ENV_DYING && env_status(env) != ENV_FREE &&
	       !sched_withdraw(env, ENV_NOT_RUNNABLE))
		request_and_wait(env, ENV_REQUEST_STOP);
	if (env_id(env) == id)
		leave_queue(env);
	spin_unlock(&env->lock);
}

void
env_cancel_wait(struct env *env)
{
	assert(spin_held(&env->lock));
	if (env->wait == WAIT_QUEUE)
		wait_cancel(env);
	else if (env->wait == WAIT_TIMEOUT)
		timeout_cancel(env);
	else if (env->wait == WAIT_FUTEX)
		futex_cancel(env);
	env->wait = WAIT_NONE;
	env->public->env_ipc_recving = 0;
}

/* Make env, whose lock is held, DYING. False when it is RUNNING elsewhere. */
static bool
try_to_end(struct env *env)
{
	if (env == this_cpu()->current) {
		sched_leave(env, ENV_DYING);
		return true;
	}
	if (env_status(env) == ENV_NOT_RUNNABLE) {
		env_cancel_wait(env);
		env_set_status(env, ENV_DYING);
		return true;
	}
	return sched_withdraw(env, ENV_DYING);
}

/*
 * Make env, which is locked on entry and not on return, DYING. True: it
 * belongs to this CPU alone now. False: another has done so.
 */
static bool
end(struct env *env)
{
	const envid_t id = env_id(env);

	assert(spin_held(&env->lock));
	while (!try_to_end(env)) {
		request_and_wait(env, ENV_REQUEST_KILL);
		if (env_id(env) != id || env_status(env) == ENV_DYING ||
		    env_status(env) == ENV_FREE) {
			spin_unlock(&env->lock);
			return false;
		}
	}
	spin_unlock(&env->lock);
	return true;
}

void
env_destroy(struct env *env)
{
	if (end(env))
		env_reap(env);
}

void
env_destroy_later(struct env *env)
{
	if (end(env))
		sched_enqueue(env);
}

void
env_handle_requests(struct env *env)
{
	const unsigned requests = atomic_exchange(&env->requests, 0);

	if (requests & ENV_REQUEST_MONITOR)
		monitor_on_stop(env, STOP_WATCH);
	spin_lock(&env->lock);
	if (requests & ENV_REQUEST_KILL) {
		env_destroy(env);
		return;
	}
	if (env->stopped)
		sched_leave(env, ENV_NOT_RUNNABLE);
	spin_unlock(&env->lock);
}

void
env_reap(struct env *env)
{
	enum family_state family;

	assert(env_status(env) == ENV_DYING);
	/*
	 * This CPU may have another loaded: one that a CPU has taken and waits to load, and that
	 * is bound to env, so that its end is waited for here.
	 */
	switch_away();
	while (atomic_load(&env->loaded_on) >= 0) {
		cpu_poll();
		arch_relax();
	}
	/* Who wants to send to it hears of that first: nobody can join its queue any more. */
	if (!ipc_abandon(env, ABANDON_BUDGET)) {
		sched_enqueue(env);
		return;
	}
	family = family_dissolve(env);
	if (family == FAMILY_AWAITED)
		return;
	if (family == FAMILY_MORE || !aspace_reap(env, REAP_BUDGET)) {
		sched_enqueue(env);
		return;
	}
	if (env->grants != NULL) {
		lines_release(env);
		grants_release(env);
	}
	env_release_slot(env);
}
