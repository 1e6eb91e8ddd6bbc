/*
 * Bad memory passed to system calls.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/usercheck.h>

#include <arch/userptr.h>
#include <kernel/env.h>
#include <kernel/printf.h>

void
user_check_failed(struct env *env)
{
	cprintf("[%08x] user_mem_check assertion failure for va %08x\n", env_id(env),
		this_cpu()->user_fault_va.value);
	spin_lock(&env->lock);
	env_destroy(env);
}

/* A table that is shared must not be what the copy fails of. */
static int
user_prepare_store(struct env *caller, uservaddr_t to, size_t size_bytes)
{
	uint32_t va = to.value;

	while (va < UTOP && va - to.value < size_bytes) {
		if (aspace_prepare_write(caller, user_va(va)) == WRITE_NO_MEMORY)
			return -E_NO_MEM;
		va = ROUNDDOWN(va, PTSIZE) + PTSIZE;
	}
	return 0;
}

int
user_store(struct env *caller, uservaddr_t to, const void *from, size_t size_bytes)
{
	int error;

	spin_lock(&caller->lock);
	error = user_prepare_store(caller, to, size_bytes);
	if (error == 0)
		error = user_check(to, size_bytes, PTE_W);
	if (error == 0)
		error = copy_to_user(to, from, size_bytes);
	spin_unlock(&caller->lock);
	return error;
}
