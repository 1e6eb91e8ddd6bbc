/*
 * The short way of a call and its answer: a value without a page, to one that
 * waits for just that and can run at once, on this CPU, in the rest of the
 * slice. If anything is otherwise, or some lock is not free, nothing has
 * changed and the long way (ipc.c) is taken. Both ways mean the same.
 *
 * SPDX-License-Identifier: MIT
 */
#include "fast.h"

#include <kernel/handover.h>
#include <kernel/syscall.h>

#define FAST static inline __attribute__((always_inline))

/* The same as give_message in ipc.c, for one that waits in sys_ipc_recv, without a page. */
FAST void
give_value(struct Env *receiver, const struct Env *sender, uint32_t value)
{
	receiver->env_ipc_value = value;
	receiver->env_ipc_from = sender->env_id;
	receiver->env_ipc_perm = 0;
}

/* env_wake. */
FAST void
wake(struct cpu *self, struct env *env)
{
	env->wait = WAIT_NONE;
	env->progress = 0;
	arch_env_set_result(&env->arch, 0);
	handover_enqueue(self, env);
}

/* The one called id, locked, if it is not caller; or null. */
FAST struct env *
lock_other(struct env *caller, envid_t id)
{
	struct env *env = &env_slots[ENVX(id)];

	if (env == caller || !spin_try(&env->lock))
		return NULL;
	if (env_id(env) == id && env_status(env) > ENV_DYING)
		return env;
	spin_untry(&env->lock);
	return NULL;
}

/* A value to one that waits for it; or the caller waits in the queue of one that waits for nothing. */
int32_t
sys_ipc_send(struct env *caller, envid_t to, uint32_t value, uservaddr_t source_va, int perm)
{
	struct cpu *self = this_cpu();
	struct env *receiver;

	if (source_va.value < UTOP || to <= 0 || sched_order != NULL ||
	    (receiver = lock_other(caller, to)) == NULL)
		return ipc_send_slowly(caller, to, value, source_va, perm);
	if (receiver->wait == WAIT_NONE || receiver->wait >= WAIT_QUEUE) {
		caller->offer.value = value;
		caller->offer.page_va = source_va;
		caller->offer.call = false;
		caller->wait_queue = &receiver->senders;
		spin_lock_inline(&wait_lock);
		list_push_back(&receiver->senders.waiting, &caller->wait_link);
		spin_untry(&wait_lock);
		handover_block(self, caller, WAIT_QUEUE);
	} else if (receiver->wait == WAIT_IPC && !receiver->stopped) {
		give_value(receiver->public, caller->public, value);
		receiver->public->env_ipc_recving = 0;
		wake(self, receiver);
	} else {
		spin_untry(&receiver->lock);
		return ipc_send_slowly(caller, to, value, source_va, perm);
	}
	spin_untry(&receiver->lock);
	return 0;
}

/* The first in caller's queue, locked as caller is, if it sends a value only and is not stopped; or null. */
FAST struct env *
lock_first_sender(struct env *caller)
{
	struct list *link = caller->senders.waiting.next;
	struct env *sender = LIST_MEMBER(link, struct env, wait_link);

	if (!spin_try(&sender->lock))
		return NULL;
	/* Locked, it cannot leave the queue, and nobody comes before it. */
	if (sender->wait == WAIT_QUEUE && caller->senders.waiting.next == link &&
	    sender->offer.page_va.value >= UTOP && !sender->offer.call && !sender->stopped)
		return sender;
	spin_untry(&sender->lock);
	return NULL;
}

/* Take a value from the first in the queue; or wait, if nobody is there. */
int32_t
sys_ipc_recv(struct env *caller, uservaddr_t target_va)
{
	struct cpu *self = this_cpu();
	struct env *sender;

	if (target_va.value < UTOP || sched_order != NULL || !spin_try(&caller->lock))
		return ipc_recv_slowly(caller, target_va);
	if (caller->lines != 0)
		goto slowly;
	caller->public->env_ipc_dstva = (void *)target_va.value;
	if (wait_queue_empty(&caller->senders)) {
		caller->public->env_ipc_recving = 1;
		handover_block(self, caller, WAIT_IPC);
	} else {
		sender = lock_first_sender(caller);
		if (sender == NULL)
			goto slowly;
		spin_lock_inline(&wait_lock);
		list_remove(&sender->wait_link);
		spin_untry(&wait_lock);
		caller->progress = 0;
		give_value(caller->public, sender->public, sender->offer.value);
		wake(self, sender);
		spin_untry(&sender->lock);
	}
	spin_untry(&caller->lock);
	return 0;

slowly:
	spin_untry(&caller->lock);
	return ipc_recv_slowly(caller, target_va);
}
