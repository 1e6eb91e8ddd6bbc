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
#include <kernel/assert.h>
#include <kernel/ipc.h>
#include <kernel/syscall.h>

/* A message to an environment whose lock is held. */
static void
store_message(struct env *receiver, envid_t from, uint32_t value, int perm)
{
	receiver->public->env_ipc_value = value;
	receiver->public->env_ipc_from = from;
	receiver->public->env_ipc_perm = perm;
}

void
ipc_tell_line(struct env *env, unsigned line)
{
	assert(spin_held(&env->lock));
	if (env->wait == WAIT_IPC) {
		store_message(env, 0, line, 0);
		env_wake(env, 0);
	} else {
		env->lines |= 1u << line;
	}
}

/* The message that the lowest of the lines has interrupted which caller has not been told of. */
static void
take_line(struct env *caller)
{
	const unsigned line = (unsigned)__builtin_ctz(caller->lines);

	caller->lines &= ~(1u << line);
	store_message(caller, 0, line, 0);
}

/* What is wrong with an offer, as far as its sender alone is concerned. */
static int
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

/* Map the page that is offered where the receiver wants it; gives its rights, or 0 without one. */
static int
transfer_page(struct env *sender, const struct ipc_offer *offer, struct env *receiver)
{
	const uservaddr_t target_va = user_va((uint32_t)receiver->public->env_ipc_dstva);
	pageno_t page;
	int error;

	if (offer->page_va.value >= UTOP)
		return 0;
	error = offer_check(sender, offer);
	if (error < 0 || target_va.value >= UTOP)
		return error;
	error = aspace_share(sender, offer->page_va, offer->perm, &page);
	if (error < 0)
		return error;
	error = aspace_map(receiver, target_va, page, offer->perm);
	if (error < 0) {
		page_release(page);
		return error;
	}
	return offer->perm;
}

/* Give the receiver the message. Both are locked. On error nothing has changed. */
static int
deliver(struct env *sender, const struct ipc_offer *offer, struct env *receiver)
{
	const int perm = transfer_page(sender, offer, receiver);

	if (perm < 0)
		return perm;
	store_message(receiver, env_id(sender), offer->value, perm);
	return 0;
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
		sender = wait_first(&receiver->senders);
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

int32_t
sys_ipc_recv(struct env *caller, uservaddr_t target_va)
{
	struct Env *public = caller->public;
	struct env *sender;
	int error;

	if (target_va.value < UTOP && !user_page_valid(target_va))
		return -E_INVAL;
	public->env_ipc_dstva = (void *)target_va.value;
	sender = lock_with_first_sender(caller);
	if (caller->lines != 0) {
		take_line(caller);
		env_put_pair(caller, sender != NULL ? sender : caller);
		return 0;
	}
	if (sender == NULL) {
		public->env_ipc_recving = 1;
		env_block(caller, WAIT_IPC);
		spin_unlock(&caller->lock);
		return 0;
	}
	error = deliver(sender, &sender->offer, caller);
	wait_cancel(sender);
	env_wake(sender, error);
	env_put_pair(caller, sender);
	/* It was the sender's error. Interrupts come between this and the next attempt. */
	return error < 0 ? SYSCALL_AGAIN : 0;
}

int32_t
sys_ipc_try_send(struct env *caller, envid_t to, uint32_t value, uservaddr_t source_va, int perm)
{
	const struct ipc_offer offer = { value, source_va, perm };
	struct env *self, *receiver;
	int error;

	error = env_get_pair(caller, 0, to, false, &self, &receiver);
	if (error < 0)
		return error;
	if (receiver->wait == WAIT_IPC)
		error = deliver(caller, &offer, receiver);
	else
		error = -E_IPC_NOT_RECV;
	if (error == 0)
		env_wake(receiver, 0);
	env_put_pair(self, receiver);
	return error;
}

int32_t
sys_ipc_send(struct env *caller, envid_t to, uint32_t value, uservaddr_t source_va, int perm)
{
	const struct ipc_offer offer = { value, source_va, perm };
	struct env *self, *receiver;
	int error;

	error = env_get_pair(caller, 0, to, false, &self, &receiver);
	if (error < 0)
		return error;
	if (receiver == caller) {
		error = -E_INVAL; /* it would wait for itself */
	} else if (receiver->wait == WAIT_IPC) {
		error = deliver(caller, &offer, receiver);
		if (error == 0)
			env_wake(receiver, 0);
	} else {
		error = offer_check(caller, &offer);
		if (error == 0) {
			caller->offer = offer;
			wait_on(caller, &receiver->senders);
		}
	}
	env_put_pair(self, receiver);
	return error;
}
