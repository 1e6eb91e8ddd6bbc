/*
 * Messages: what is not inlined of them.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <exo/env.h>
#include <exo/ipc.h>
#include <exo/panic.h>
#include <exo/syscall.h>

_Noreturn void
ipc_send_failed(envid_t to, int error)
{
	panic("ipc_send to %08x: %e", to, error);
}

message_t
ipc_call(envid_t to, uint32_t value)
{
	return sys_ipc_call(to, value, IPC_NO_PAGE, 0, IPC_NO_PAGE);
}

message_t
ipc_reply_wait(envid_t to, uint32_t value)
{
	return sys_ipc_reply_wait(to, value, IPC_NO_PAGE, 0, IPC_NO_PAGE);
}

envid_t
ipc_find_env(enum EnvType type)
{
	for (size_t i = 0; i < NENV; i++)
		if (envs[i].env_status > ENV_DYING && envs[i].env_type == type)
			return envs[i].env_id;
	return 0;
}
