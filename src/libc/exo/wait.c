/*
 * Waiting for an environment's end.
 *
 * SPDX-License-Identifier: MIT
 */
#include <exo/env.h>
#include <exo/syscall.h>

void
wait(envid_t env)
{
	/* The only error is that no such environment is left: it has ended. */
	(void)sys_env_wait(env);
}
