/*
 * Messages: a 32-bit value and, if both sides want it, a page.
 *
 * The receiver waits with everything the sender needs in its public half;
 * the sender does all the work and wakes it.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/syscall.h>

int32_t
sys_ipc_recv(struct env *caller, uservaddr_t target_va)
{
	struct Env *public = caller->public;

	if (target_va.value < UTOP && !user_page_valid(target_va))
		return -E_INVAL;
	spin_lock(&caller->lock);
	public->env_ipc_recving = 1;
	public->env_ipc_dstva = (void *)target_va.value;
	env_block(caller, WAIT_IPC);
	spin_unlock(&caller->lock);
	return 0;
}

/* Hand the sender's page over where the receiver wants it. Both are locked. */
static int
transfer_page(struct env *sender, uservaddr_t source_va, struct env *receiver, int perm)
{
	const uservaddr_t target_va = user_va((uint32_t)receiver->public->env_ipc_dstva);
	pageno_t page;
	int error;

	if (!user_page_valid(source_va) || !perm_valid(perm))
		return -E_INVAL;
	error = aspace_share(sender, source_va, perm, &page);
	if (error < 0)
		return error;
	if (target_va.value >= UTOP) {
		page_release(page);
		return 0;
	}
	error = aspace_map(receiver, target_va, page, perm);
	if (error < 0) {
		page_release(page);
		return error;
	}
	return perm;
}

int32_t
sys_ipc_try_send(struct env *caller, envid_t to, uint32_t value, uservaddr_t source_va, int perm)
{
	struct env *self, *receiver;
	int received_perm = 0;
	int error;

	error = env_get_pair(caller, 0, to, false, &self, &receiver);
	if (error < 0)
		return error;
	if (receiver->wait != WAIT_IPC)
		error = -E_IPC_NOT_RECV;
	else if (source_va.value < UTOP)
		received_perm = error = transfer_page(caller, source_va, receiver, perm);
	if (error >= 0) {
		receiver->public->env_ipc_value = value;
		receiver->public->env_ipc_from = env_id(caller);
		receiver->public->env_ipc_perm = received_perm;
		env_wake(receiver, 0);
		error = 0;
	}
	env_put_pair(self, receiver);
	return error;
}
