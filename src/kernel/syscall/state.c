/*
 * System calls by which an ancestor reads and writes the state of an
 * environment that is stopped (docs/checkpoints.md): nothing of it can
 * change, and no CPU holds any of it, while a call is about it.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/state.h>
#include <arch/paging.h>
#include <kernel/string.h>
#include <kernel/syscall.h>
#include <kernel/usercheck.h>

int32_t
sys_env_get_state(struct env *caller, envid_t id, uservaddr_t out)
{
	struct EnvState state;
	const struct Env *public;
	struct env *self, *env;
	int error;

	memset(&state, 0, sizeof(state));
	error = env_get_stopped(caller, id, &self, &env);
	if (error < 0)
		return error;
	public = env->public;
	arch_env_get_state(env, env->wait != WAIT_NONE, &state);
	/* One that waits for a message has given its answer, and must not when it makes the call again. */
	state.progress = env->wait == WAIT_MESSAGE ? 1 : env->progress;
	state.pgfault_upcall = (uintptr_t) public->env_pgfault_upcall;
	state.ipc_value = public->env_ipc_value;
	state.ipc_from = public->env_ipc_from;
	state.ipc_perm = public->env_ipc_perm;
	memcpy(state.name, public->env_name, sizeof(state.name));
	env_put_pair(self, env);
	return user_store(caller, out, &state, sizeof(state));
}

/* Stopped, and in no other's list of those who wait for its answer. */
static int
get_stopped_alone(struct env *caller, envid_t id, struct env **self, struct env **env)
{
	for (;;) {
		const int error = env_get_stopped(caller, id, self, env);

		if (error < 0 || (*env)->wait != WAIT_REPLY)
			return error;
		env_put_pair(*self, *env);
		ipc_withdraw_call(*env, id);
	}
}

int32_t
sys_env_set_state(struct env *caller, envid_t id, uservaddr_t in)
{
	struct EnvState state;
	struct Env *public;
	struct env *self, *env;
	int error;

	error = user_load(caller, &state, in, sizeof(state));
	if (error < 0)
		return error;
	if (state.fpu_size < ENV_FPU_SIZE_MIN || state.fpu_size > ENV_FPU_SIZE_MAX)
		return -E_INVAL;
	if (!arch_env_state_fits(&state))
		return -E_NOT_SUPP;
	error = get_stopped_alone(caller, id, &self, &env);
	if (error < 0)
		return error;
	public = env->public;
	env_cancel_wait(env);
	arch_env_set_state(env, &state);
	env->progress = state.progress;
	public->env_pgfault_upcall = (void *)state.pgfault_upcall;
	public->env_ipc_value = state.ipc_value;
	public->env_ipc_from = state.ipc_from;
	public->env_ipc_perm = state.ipc_perm;
	env_set_name(env, state.name);
	env_put_pair(self, env);
	return 0;
}

int32_t
sys_env_pages(struct env *caller, envid_t id, uservaddr_t from, uservaddr_t out)
{
	struct PageList list;
	struct env *env;
	int error;

	list.next = ROUNDDOWN(from.value, PGSIZE);
	error = env_get_descendant(caller, id, &env);
	if (error < 0)
		return error;
	aspace_list(env, &list);
	env_put(env);
	return user_store(caller, out, &list,
			  offsetof(struct PageList, spans) + list.count * sizeof(list.spans[0]));
}

/* Both are locked: may caller be who is told what env writes to? Only one can, until it ends. */
static int
become_keeper(struct env *caller, struct env *env)
{
	const struct Env *keeper = env_slots[ENVX(env->keeper)].public;
	const unsigned status = keeper->env_status;

	if (env->keeper != 0 && env->keeper != env_id(caller) && keeper->env_id == env->keeper &&
	    status != ENV_DYING && status != ENV_FREE)
		return -E_BUSY;
	env->keeper = env_id(caller);
	return 0;
}

/* For reading; but what is shared is still shared when it is mapped from here again. */
static int
saved_perm(int perm)
{
	return PTE_P | PTE_U | PTE_NOEXEC | (perm & PTE_SHARE ? perm & PTE_W : 0);
}

/* Map at to what env has at va; the result is perm there. */
static int
save(struct env *caller, struct env *env, uservaddr_t va, uservaddr_t to)
{
	pageno_t page;
	int perm, error;

	error = aspace_save(env, va, &page, &perm);
	if (error < 0)
		return error;
	error = become_keeper(caller, env);
	if (error == 0)
		error = aspace_map(caller, to, page, saved_perm(perm));
	if (error < 0) {
		page_release(page);
		return error;
	}
	aspace_mark_unwritten(env, va);
	return perm;
}

int32_t
sys_page_save(struct env *caller, envid_t id, uservaddr_t va, uservaddr_t to)
{
	struct env *self, *env;
	int error;

	if (!user_page_valid(va) || !user_page_valid(to))
		return -E_INVAL;
	error = env_get_stopped(caller, id, &self, &env);
	if (error < 0)
		return error;
	error = save(self, env, va, to);
	env_put_pair(self, env);
	return error;
}

static int
restore(struct env *caller, struct env *env, uservaddr_t va, uservaddr_t from, int perm)
{
	pageno_t page;
	int error;

	error = aspace_prepare(env, va);
	if (error < 0 || perm == 0)
		return error;
	if (from.value >= UTOP)
		return aspace_unmap(env, va);
	error = aspace_share(caller, from, perm, &page);
	if (error < 0)
		return error;
	error = aspace_map(env, va, page, perm);
	if (error < 0)
		page_release(page);
	else
		aspace_mark_unwritten(env, va);
	return error;
}

int32_t
sys_page_restore(struct env *caller, envid_t id, uservaddr_t va, uservaddr_t from, int perm)
{
	struct env *self, *env;
	int error;

	if (!user_page_valid(va) || (from.value < UTOP && !user_page_valid(from)) ||
	    (perm != 0 && !perm_valid(perm)))
		return -E_INVAL;
	error = env_get_stopped(caller, id, &self, &env);
	if (error < 0)
		return error;
	error = become_keeper(caller, env);
	if (error == 0)
		error = restore(self, env, va, from, perm);
	env_put_pair(self, env);
	return error;
}
