/*
 * The short way of a call and its answer: a value without a page, to one that
 * waits for just that and can run at once, on this CPU, in the rest of the
 * slice. If anything is otherwise, or some lock is not free, nothing has
 * changed and the long way (ipc.c) is taken. Both ways mean the same.
 *
 * SPDX-License-Identifier: MIT
 */
#include "fast.h"

#include <kernel/cputime.h>
#include <kernel/runqueue.h>
#include <kernel/switch.h>
#include <kernel/syscall.h>
#include <kernel/trylock.h>

#define INLINE static inline __attribute__((always_inline))

/*
 * Lock caller, the current environment, and the one called to, if that waits
 * in this way and can be loaded here at once; or null.
 */
INLINE struct env *
lock_both(struct env *caller, envid_t to, enum env_wait wait)
{
	struct env *partner = &env_slots[ENVX(to)];

	if (sched_order != NULL || partner->wait != wait || !spin_try(&partner->lock))
		return NULL;
	/* Who runs does not wait: so the two are not one. */
	if (partner->wait == wait && env_id(partner) == to && !partner->stopped &&
	    atomic_load_relaxed(&partner->loaded_on) < 0 && spin_try(&caller->lock))
		return partner;
	spin_untry(&partner->lock);
	return NULL;
}

INLINE void
unlock_both(struct env *caller, struct env *partner)
{
	spin_untry(&partner->lock);
	spin_untry(&caller->lock);
}

/* Caller waits, and partner, who waits no more, has the CPU in its place. Unlocks both. */
INLINE void
hand_over(struct env *caller, struct env *partner, uint32_t value, enum env_wait wait,
	  uservaddr_t target_va)
{
	struct cpu *self = this_cpu();
	struct Env *public = caller->public;

	cputime_charge();
	public->env_ipc_dstva = (void *)target_va.value;
	caller->wait = wait;
	env_step(caller, ENV_RUNNING, ENV_NOT_RUNNABLE);

	partner->wait = WAIT_NONE;
	partner->progress = 0;
	arch_env_set_message(&partner->arch, value, 0);
	arch_env_set_result(&partner->arch, public->env_id);
	public = partner->public;
	atomic_store(&public->env_cpunum, (int)self->index);
	public->env_runs++;
	env_step(partner, ENV_NOT_RUNNABLE, ENV_RUNNING);
	self->current = partner;
	switch_directly(self, caller, partner);
	unlock_both(caller, partner);
}

int32_t
sys_ipc_call(struct env *caller, envid_t to, uint32_t value, uservaddr_t source_va, int perm,
	     uservaddr_t target_va)
{
	struct env *partner;

	if (source_va.value >= UTOP && target_va.value >= UTOP && to > 0 &&
	    (partner = lock_both(caller, to, WAIT_MESSAGE)) != NULL) {
		caller->partner = partner;
		list_push_back(&partner->callers, &caller->caller_link);
		hand_over(caller, partner, value, WAIT_REPLY, target_va);
		return 0;
	}
	return ipc_call_slowly(caller, to, value, source_va, perm, target_va);
}

int32_t
sys_ipc_reply_wait(struct env *caller, envid_t to, uint32_t value, uservaddr_t source_va, int perm,
		   uservaddr_t target_va)
{
	struct env *client;

	if (source_va.value >= UTOP && target_va.value >= UTOP && to > 0 && caller->progress == 0 &&
	    (client = lock_both(caller, to, WAIT_REPLY)) != NULL) {
		if (client->partner == caller && caller->lines == 0 &&
		    wait_queue_empty(&caller->senders)) {
			list_remove(&client->caller_link);
			caller->progress = 1; /* as in receive: it has answered */
			hand_over(caller, client, value, WAIT_MESSAGE, target_va);
			return 0;
		}
		unlock_both(caller, client);
	}
	return ipc_reply_wait_slowly(caller, to, value, source_va, perm, target_va);
}
