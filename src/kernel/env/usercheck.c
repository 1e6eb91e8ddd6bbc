/*
 * Ends programs that pass bad memory.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/usercheck.h>

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
