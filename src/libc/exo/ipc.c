/*
 * Messages: the lab's two functions on top of the system calls.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <abi/memlayout.h>
#include <exo/env.h>
#include <exo/ipc.h>
#include <exo/panic.h>
#include <exo/syscall.h>

/* An address at which the kernel neither takes nor leaves a page. */
#define NO_PAGE ((void *)UTOP)

void
ipc_send(envid_t to, uint32_t value, void *va, int perm)
{
	const int error = sys_ipc_send(to, value, va != NULL ? va : NO_PAGE, perm);

	if (error < 0)
		panic("ipc_send to %08x: %e", to, error);
}

message_t
ipc_call(envid_t to, uint32_t value)
{
	return sys_ipc_call(to, value, NO_PAGE, 0, NO_PAGE);
}

message_t
ipc_reply_wait(envid_t to, uint32_t value)
{
	return sys_ipc_reply_wait(to, value, NO_PAGE, 0, NO_PAGE);
}

int32_t
ipc_recv(envid_t *from, void *va, int *perm)
{
	int error = sys_ipc_recv(va != NULL ? va : NO_PAGE);

	if (from != NULL)
		*from = error < 0 ? 0 : thisenv->env_ipc_from;
	if (perm != NULL)
		*perm = error < 0 ? 0 : thisenv->env_ipc_perm;
	return error < 0 ? error : (int32_t)thisenv->env_ipc_value;
}

envid_t
ipc_find_env(enum EnvType type)
{
	for (size_t i = 0; i < NENV; i++)
		if (envs[i].env_status > ENV_DYING && envs[i].env_type == type)
			return envs[i].env_id;
	return 0;
}
