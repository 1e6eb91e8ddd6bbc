/*
 * Messages: a 32-bit value and, if both sides want it, a page.
 *
 * Whoever comes second does the work: a sender that finds the receiver
 * waiting, or a receiver that finds senders in its queue, who are served in
 * the order in which they came. A receiver never waits while senders do.
 * Interrupts of lines that it has claimed come before them.
 *
 * SPDX-License-Identifier: MIT
 */
#include "fast.h"

#include <kernel/assert.h>
#include <kernel/ipc.h>
#include <kernel/syscall.h>
#include <kernel/trace.h>

/* A message to an environment whose lock is held. What its call returns is the result of this. */
static int32_t
give_message(struct env *receiver, enum env_wait receives, envid_t from, uint32_t value, int perm)
{
	trace(TRACE_MESSAGE, (uint32_t)env_id(receiver), value);
	if (receives != WAIT_IPC) {
		arch_env_set_message(&receiver->arch, value, perm);
		return from;
	}
	receiver->public->env_ipc_value = value;
	receiver->public->env_ipc_from = from;
	receiver->public->env_ipc_perm = perm;
	return 0;
}

void
ipc_tell_line(struct env *env, unsigned line)
{
	assert(spin_held(&env->lock));
	if (env->wait == WAIT_IPC || env->wait == WAIT_MESSAGE)
		env_wake(env, give_message(env, env->wait, 0, line, 0));
	else
		env->lines |= 1u << line;
}

/* The message that the lowest of the lines has interrupted which caller has not been told of. */
static int32_t
take_line(struct env *caller, enum env_wait receives)
{
	const unsigned line = (unsigned)__builtin_ctz(caller->lines);

	caller->lines &= ~(1u << line);
	return give_message(caller, receives, 0, line, 0);
}

int
offer_check(const struct env *sender, const struct ipc_offer *offer)
{
	int held;

	if (offer->page_va.value >= UTOP)
		return 0;
	if (!user_page_valid(offer->page_va) || !perm_valid(offer->perm) ||
	    aspace_lookup(sender, offer->page_va, &held) == PAGE_NONE)
		return -E_INVAL;
	return (offer->perm & PTE_W) && !(held & PTE_W) ? -E_INVAL : 0;
}

int
offer_transfer(struct env *sender, const struct ipc_offer *offer, struct env *receiver)
{
	const uservaddr_t target_va = user_va((uint32_t)receiver->public->env_ipc_dstva);
	int error;

	if (offer->page_va.value >= UTOP)
		return 0;
	if (target_va.value >= UTOP)
		return offer_check(sender, offer);
	if (!user_page_valid(offer->page_va) || !perm_valid(offer->perm))
		return -E_INVAL;
	error = aspace_transfer(sender, offer->page_va, offer->perm, receiver, target_va);
	return error < 0 ? error : offer->perm;
}

/* One whose partner it is, or is no more; it is locked. */
static void
callers_add(struct env *partner, struct env *env)
{
	if (partner->caller == partner)
		partner->caller = env;
	else
		list_push_back(&partner->callers, &env->caller_link);
}

static void
callers_remove(struct env *partner, struct env *env)
{
	if (partner->caller == env)
		partner->caller = partner;
	else
		list_remove(&env->caller_link);
}

/* Does the receiver, which is locked, wait for a message that the sender may give it? */
static bool
takes_from(const struct env *receiver, const struct env *sender)
{
	return receiver->wait == WAIT_IPC || receiver->wait == WAIT_MESSAGE ||
	       (receiver->wait == WAIT_REPLY && receiver->partner == sender);
}

/*
 * Give the receiver the message. Both are locked. Returns what the
 * receiver's call is to return; or an error, and nothing has changed.
 */
static int32_t
deliver(struct env *sender, const struct ipc_offer *offer, struct env *receiver,
	enum env_wait receives)
{
	const int perm = offer_transfer(sender, offer, receiver);

	if (perm < 0)
		return perm;
	if (receives == WAIT_REPLY)
		callers_remove(sender, receiver);
	return give_message(receiver, receives, env_id(sender), offer->value, perm);
}

/* The caller, which is locked as is its partner, will wait for the answer to its offer. */
static void
await_reply(struct env *caller, const struct ipc_offer *offer, struct env *partner)
{
	caller->public->env_ipc_dstva = (void *)offer->answer_va.value;
	caller->partner = partner;
	callers_add(partner, caller);
}

/*
 * Lock the receiver, and with it the first sender in its queue. Null: there
 * is none, and none can join as long as the receiver stays locked.
 */
static struct env *
lock_with_first_sender(struct env *receiver)
{
	struct env *sender;

	for (;;) {
		sender = wait_queue_empty(&receiver->senders) ? NULL
							      : wait_first(&receiver->senders);
		if (sender != NULL) {
			env_lock_pair(receiver, sender);
			if (sender->wait == WAIT_QUEUE && sender->wait_queue == &receiver->senders)
				return sender;
			env_put_pair(receiver, sender);
		} else {
			spin_lock(&receiver->lock);
			if (wait_queue_empty(&receiver->senders))
				return NULL;
			spin_unlock(&receiver->lock);
		}
	}
}

/* Take a message from the first in the queue, or wait for one; receives says in which way. */
static int32_t
receive(struct env *caller, enum env_wait receives, uservaddr_t target_va)
{
	struct env *sender = lock_with_first_sender(caller);
	const uint32_t progress = caller->progress;
	int32_t result;

	caller->progress = 0;
	caller->public->env_ipc_dstva = (void *)target_va.value;
	if (caller->lines != 0) {
		result = take_line(caller, receives);
		env_put_pair(caller, sender != NULL ? sender : caller);
		return result;
	}
	if (sender == NULL) {
		caller->public->env_ipc_recving = receives == WAIT_IPC;
		if (receives == WAIT_IPC)
			caller->progress = progress; /* of a batch */
		env_block(caller, receives);
		spin_unlock(&caller->lock);
		return 0;
	}
	result = deliver(sender, &sender->offer, caller, receives);
	wait_cancel(sender);
	if (result >= 0 && sender->offer.call) {
		await_reply(sender, &sender->offer, caller);
		sender->wait = WAIT_REPLY;
	} else {
		env_wake(sender, result < 0 ? result : 0);
	}
	env_put_pair(caller, sender);
	if (result >= 0)
		return result;
	/* It was the sender's error. Interrupts come between this and the next attempt. */
	caller->progress = 1;
	return SYSCALL_AGAIN;
}

int32_t
ipc_recv_slowly(struct env *caller, uservaddr_t target_va)
{
	if (!target_valid(target_va))
		return -E_INVAL;
	return receive(caller, WAIT_IPC, target_va);
}

int32_t
sys_ipc_try_send(struct env *caller, envid_t to, uint32_t value, uservaddr_t source_va, int perm)
{
	const struct ipc_offer offer = { .value = value, .page_va = source_va, .perm = perm };
	struct env *self, *receiver;
	int32_t result;

	result = env_get_pair(caller, 0, to, false, &self, &receiver);
	if (result < 0)
		return result;
	if (takes_from(receiver, caller))
		result = deliver(caller, &offer, receiver, receiver->wait);
	else
		result = -E_IPC_NOT_RECV;
	if (result >= 0)
		env_wake(receiver, result);
	env_put_pair(self, receiver);
	return result < 0 ? result : 0;
}

/*
 * Deliver the offer, or wait in the receiver's queue until that is done. A
 * call goes on to wait for the answer; what it leaves of its time slice is
 * the receiver's.
 */
static int32_t
send(struct env *caller, envid_t to, const struct ipc_offer *offer)
{
	struct env *self, *receiver;
	int32_t result;

	result = env_get_pair(caller, 0, to, false, &self, &receiver);
	if (result < 0)
		return result;
	if (receiver == caller) {
		result = -E_INVAL; /* it would wait for itself */
	} else if (takes_from(receiver, caller)) {
		result = deliver(caller, offer, receiver, receiver->wait);
		if (result >= 0 && offer->call) {
			await_reply(caller, offer, receiver);
			env_block(caller, WAIT_REPLY);
			env_wake_here(receiver, result);
		} else if (result >= 0) {
			env_wake(receiver, result);
		}
	} else {
		result = offer_check(caller, offer);
		if (result == 0) {
			caller->offer = *offer;
			wait_on(caller, &receiver->senders);
		}
	}
	env_put_pair(self, receiver);
	return result < 0 ? result : 0;
}

int32_t
ipc_send_slowly(struct env *caller, envid_t to)
{
	return send(caller, to, &caller->offer);
}

int32_t
sys_ipc_call(struct env *caller, envid_t to, uint32_t value, uservaddr_t source_va, int perm,
	     uservaddr_t target_va)
{
	const struct ipc_offer offer = { value, source_va, perm, true, target_va };

	if (!target_valid(target_va))
		return -E_INVAL;
	return send(caller, to, &offer);
}

/* Answer, and wait for the next message if none is there. False: one is, and it has to be taken. */
static int32_t
reply(struct env *caller, envid_t to, const struct ipc_offer *offer, uservaddr_t target_va)
{
	struct env *self, *client;
	int32_t result;

	result = env_get_pair(caller, 0, to, false, &self, &client);
	if (result < 0)
		return result;
	if (takes_from(client, caller))
		result = deliver(caller, offer, client, client->wait);
	else
		result = -E_IPC_NOT_RECV;
	if (result >= 0 && caller->lines == 0 && wait_queue_empty(&caller->senders)) {
		caller->public->env_ipc_dstva = (void *)target_va.value;
		env_block(caller, WAIT_MESSAGE);
		env_wake_here(client, result);
	} else if (result >= 0) {
		env_wake(client, result);
	}
	env_put_pair(self, client);
	return result < 0 ? result : 0;
}

/* With progress it has answered already, and failed to take a message from one in its queue. */
int32_t
sys_ipc_reply_wait(struct env *caller, envid_t to, uint32_t value, uservaddr_t source_va, int perm,
		   uservaddr_t target_va)
{
	const struct ipc_offer offer = { .value = value, .page_va = source_va, .perm = perm };
	int32_t result;

	if (!target_valid(target_va))
		return -E_INVAL;
	if (to != 0 && caller->progress == 0) {
		result = reply(caller, to, &offer, target_va);
		if (result < 0 || this_cpu()->current != caller)
			return result;
	}
	return receive(caller, WAIT_MESSAGE, target_va);
}

/* One whose call env has taken and not answered, no longer among those; or env itself. */
static struct env *
take_caller(struct env *env)
{
	struct env *caller;
	struct list *link;

	spin_lock(&env->lock);
	caller = env->caller;
	env->caller = env;
	if (caller == env) {
		link = list_pop_front(&env->callers);
		if (link != NULL)
			caller = LIST_MEMBER(link, struct env, caller_link);
	}
	spin_unlock(&env->lock);
	return caller;
}

/* Tell one of those whose call env has taken. False: there is none. */
static bool
abandon_caller(struct env *env)
{
	struct env *caller = take_caller(env);

	if (caller == env)
		return false;
	spin_lock(&caller->lock);
	if (caller->wait == WAIT_REPLY && caller->partner == env)
		env_wake(caller, -E_BAD_ENV);
	spin_unlock(&caller->lock);
	return true;
}

bool
ipc_abandon(struct env *env, unsigned budget)
{
	while (wait_wake_first(&env->senders, -E_BAD_ENV) || abandon_caller(env))
		if (--budget == 0)
			return false;
	spin_lock(&env->partner->lock);
	callers_remove(env->partner, env);
	spin_unlock(&env->partner->lock);
	return true;
}

void
ipc_withdraw_call(struct env *env, envid_t id)
{
	struct env *partner;

	spin_lock(&env->lock);
	partner = env->partner;
	spin_unlock(&env->lock);
	env_lock_pair(env, partner);
	if (env_id(env) == id && env->stopped && env_status(env) == ENV_NOT_RUNNABLE &&
	    env->wait == WAIT_REPLY && env->partner == partner) {
		callers_remove(partner, env);
		env_cancel_wait(env);
		arch_env_restart_call(env);
	}
	env_put_pair(env, partner);
}
