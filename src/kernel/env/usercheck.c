/*
 * Bad memory passed to system calls.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/usercheck.h>

#include <arch/userptr.h>
#include <kernel/env.h>
#include <kernel/printf.h>
#include <kernel/syscall.h>

void
user_check_failed(struct env *env)
{
	cprintf("[%08x] user_mem_check assertion failure for va %08x\n", env_id(env),
		this_cpu()->user_fault_va.value);
	spin_lock(&env->lock);
	env_destroy(env);
}

/* May each byte be written? A table that is shared must not be what the copy fails of. */
static int
prepare_store(struct env *caller, uservaddr_t to, size_t size_bytes)
{
	uint32_t va = to.value;

	while (va - to.value < size_bytes) {
		const enum write_access access =
			va < UTOP ? aspace_prepare_write(caller, user_va(va)) : WRITE_DENIED;

		if (access == WRITE_NO_MEMORY)
			return -E_NO_MEM;
		if (access == WRITE_DENIED) {
			this_cpu()->user_fault_va = user_va(va);
			return -E_FAULT;
		}
		va = ROUNDDOWN(va, PGSIZE) + PGSIZE;
	}
	return 0;
}

/* Another CPU may have granted the right since this one has looked, or cached that there was none. */
static bool
may_write(struct env *caller, uservaddr_t va)
{
	bool allowed;

	spin_lock(&caller->lock);
	allowed = aspace_prepare_write(caller, va) == WRITE_ALLOWED;
	spin_unlock(&caller->lock);
	return allowed;
}

int
user_fault(struct env *caller, uservaddr_t va, bool writes)
{
	if (va.value >= UTOP)
		return -E_FAULT;
	if (writes && may_write(caller, va))
		return 0;
	/* Calls that come before it in a batch have been made, and must not be again. */
	if (arch_env_call_number(&caller->arch) == SYS_batch)
		return -E_FAULT;
	return arch_env_fault_in_call(caller, va, writes) ? SYSCALL_AGAIN : -E_FAULT;
}

int
user_load(struct env *caller, void *to, uservaddr_t from, size_t size_bytes)
{
	if (copy_from_user(to, from, size_bytes) == 0)
		return 0;
	return user_fault(caller, this_cpu()->user_fault_va, false);
}

int
user_try_store(struct env *caller, uservaddr_t to, const void *from, size_t size_bytes)
{
	int error;

	spin_lock(&caller->lock);
	error = prepare_store(caller, to, size_bytes);
	if (error == 0)
		error = copy_to_user(to, from, size_bytes);
	spin_unlock(&caller->lock);
	return error;
}

int
user_store(struct env *caller, uservaddr_t to, const void *from, size_t size_bytes)
{
	int error;

	/* Each time round another CPU has changed something: it does not go on for ever. */
	for (;;) {
		error = user_try_store(caller, to, from, size_bytes);
		if (error != -E_FAULT)
			return error;
		error = user_fault(caller, this_cpu()->user_fault_va, true);
		if (error < 0)
			return error;
	}
}
