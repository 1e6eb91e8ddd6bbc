/*
 * For programs that keep checkpoints of a child, one at a time.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_TESTS_KEEPING_H
#define TINE_TESTS_KEEPING_H

#include "check.h"

#include <exo/checkpoint.h>

static struct keeper *keeper;

/* Start a child, which comes to wait in a call. */
CHECK_FUNCTION envid_t
start(void (*body)(void))
{
	const envid_t child = checked_fork();

	if (child == 0) {
		body();
		panic("the child came to an end");
	}
	wait_until_blocked(child);
	CHECK_RESULT(keeper_open(child, &keeper), 0);
	return child;
}

CHECK_FUNCTION void
end(envid_t child)
{
	keeper_close(keeper);
	end_and_wait(child);
}

/* And let it go on. */
CHECK_FUNCTION struct checkpoint *
take(envid_t child)
{
	struct checkpoint *checkpoint;

	CHECK_RESULT(checkpoint_take(keeper, &checkpoint), 0);
	CHECK_RESULT(sys_env_set_status(child, ENV_RUNNABLE), 0);
	return checkpoint;
}

CHECK_FUNCTION void
put_back(envid_t child, const struct checkpoint *checkpoint)
{
	CHECK_RESULT(checkpoint_restore(keeper, checkpoint), 0);
	CHECK_RESULT(sys_env_set_status(child, ENV_RUNNABLE), 0);
}

/* Tell it to go on, and wait until it waits again. */
CHECK_FUNCTION void
tell(envid_t env, uint32_t value)
{
	ipc_send(env, value, NULL, 0);
	wait_until_blocked(env);
}

CHECK_FUNCTION uint32_t
await(void)
{
	return (uint32_t)ipc_recv(NULL, NULL, NULL);
}

#endif
