/*
 * The short ways of the lab's messages. If anything is otherwise than it
 * mostly is, or some lock is not free, nothing has changed and the long way
 * (ipc.c) is taken. Both ways mean the same.
 *
 * SPDX-License-Identifier: MIT
 */
#include "fast.h"

#include <kernel/handover.h>
#include <kernel/syscall.h>

#define FAST static inline __attribute__((always_inline))

/* The same as give_message in ipc.c, for one that waits in sys_ipc_recv. */
FAST void
give_value(struct Env *receiver, const struct env *sender, int perm)
{
	receiver->env_ipc_value = sender->offer.value;
	receiver->env_ipc_from = env_id(sender);
	receiver->env_ipc_perm = perm;
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

/* Apart, so that those without a page save no registers. Caller's lock is not held. */
__attribute__((noinline)) static bool
offers_page(struct env *caller)
{
	bool valid;

	if (!spin_try(&caller->lock))
		return false;
	valid = offer_check(caller, &caller->offer) == 0;
	spin_untry(&caller->lock);
	return valid;
}

/* To one that waits for a value alone; or the caller waits in the queue of one that waits for nothing. */
int32_t
sys_ipc_send(struct env *caller, envid_t to, uint32_t value, uservaddr_t source_va, int perm)
{
	struct cpu *self = this_cpu();
	struct env *receiver, *next;

	caller->offer.value = value;
	caller->offer.page_va = source_va;
	caller->offer.perm = perm;
	caller->offer.call = false;
	if (sched_short_ways_closed() || (receiver = lock_other(caller, to)) == NULL)
		return ipc_send_slowly(caller, to);
	if (receiver->wait == WAIT_NONE || receiver->wait >= WAIT_QUEUE) {
		if (caller->offer.page_va.value < UTOP && !offers_page(caller))
			goto slowly;
		caller->wait_queue = &receiver->senders;
		spin_lock_inline(&wait_lock);
		list_push_back(&receiver->senders.waiting, &caller->wait_link);
		spin_untry(&wait_lock);
		next = handover_block(self, caller, WAIT_QUEUE);
		spin_untry(&receiver->lock);
		if (next != NULL)
			handover_leave(next);
		return 0;
	}
	if (receiver->wait == WAIT_IPC && !receiver->stopped &&
	    caller->offer.page_va.value >= UTOP) {
		give_value(receiver->public, caller, 0);
		receiver->public->env_ipc_recving = 0;
		wake(self, receiver);
		spin_untry(&receiver->lock);
		return 0;
	}
slowly:
	spin_untry(&receiver->lock);
	return ipc_send_slowly(caller, to);
}

/* The first in caller's queue, locked as caller is, if it is not stopped and makes no call; or null. */
FAST struct env *
lock_first_sender(struct env *caller)
{
	struct list *link = caller->senders.waiting.next;
	struct env *sender = LIST_MEMBER(link, struct env, wait_link);

	if (!spin_try(&sender->lock))
		return NULL;
	/* Locked, it cannot leave the queue, and nobody comes before it. */
	if (sender->wait == WAIT_QUEUE && caller->senders.waiting.next == link &&
	    !sender->offer.call && !sender->stopped)
		return sender;
	spin_untry(&sender->lock);
	return NULL;
}

/* Take what the first in the queue sends; or wait, if nobody is there. */
int32_t
sys_ipc_recv(struct env *caller, uservaddr_t target_va)
{
	struct cpu *self = this_cpu();
	struct env *sender, *next;
	int perm = 0;

	if (!target_valid(target_va) || sched_short_ways_closed() || !spin_try(&caller->lock))
		return ipc_recv_slowly(caller, target_va);
	if (caller->lines != 0)
		goto slowly;
	caller->public->env_ipc_dstva = (void *)target_va.value;
	if (wait_queue_empty(&caller->senders)) {
		caller->public->env_ipc_recving = 1;
		next = handover_block(self, caller, WAIT_IPC);
		spin_untry(&caller->lock);
		if (next != NULL)
			handover_leave(next);
		return 0;
	}
	sender = lock_first_sender(caller);
	if (sender == NULL)
		goto slowly;
	if (sender->offer.page_va.value < UTOP) {
		perm = offer_transfer(sender, &sender->offer, caller);
		if (perm < 0) {
			spin_untry(&sender->lock);
			goto slowly;
		}
	}
	spin_lock_inline(&wait_lock);
	list_remove(&sender->wait_link);
	spin_untry(&wait_lock);
	caller->progress = 0;
	give_value(caller->public, sender, perm);
	wake(self, sender);
	spin_untry(&sender->lock);
	spin_untry(&caller->lock);
	return 0;

slowly:
	spin_untry(&caller->lock);
	return ipc_recv_slowly(caller, target_va);
}
