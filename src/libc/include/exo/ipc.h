/*
 * Messages between environments: a 32-bit value and, if both sides want, a page.
 * Sending and receiving are inlined: a call would cost a tenth of a message.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_EXO_IPC_H
#define TINE_EXO_IPC_H

#include <abi/memlayout.h>
#include <exo/env.h>
#include <exo/syscall.h>

/* An address at which the kernel neither takes nor leaves a page. */
#define IPC_NO_PAGE ((void *)UTOP)

/* Panics: sending to has given an error. */
_Noreturn void ipc_send_failed(envid_t to, int error);

/*
 * Send value to the environment to, with the page at va under the rights
 * perm unless va is null. Waits until it is taken, after those who came
 * before; an error (to has ended, va is not mapped so) is a panic.
 */
SYSCALL_INLINE void
ipc_send(envid_t to, uint32_t value, void *va, int perm)
{
	const int error = sys_ipc_send(to, value, va != NULL ? va : IPC_NO_PAGE, perm);

	if (error < 0)
		ipc_send_failed(to, error);
}

/*
 * Send value to the environment to and wait for its answer: message_t's from
 * is to then, or an error number. With pages: sys_ipc_call.
 */
message_t ipc_call(envid_t to, uint32_t value);

/*
 * Answer a call of the environment to with value, unless to is 0, and wait
 * for the next message. Never waits for to: -E_IPC_NOT_RECV if it does not
 * wait for the answer. With pages: sys_ipc_reply_wait.
 */
message_t ipc_reply_wait(envid_t to, uint32_t value);

/*
 * Wait for a message and return its value, or an error number. A page that
 * comes with it is mapped at va unless va is null. *from and *perm are set
 * to the sender and to the page's rights, 0 without a page or after an
 * error; either may be null.
 */
SYSCALL_INLINE int32_t
ipc_recv(envid_t *from, void *va, int *perm)
{
	const int error = sys_ipc_recv(va != NULL ? va : IPC_NO_PAGE);

	if (from != NULL)
		*from = error < 0 ? 0 : thisenv->env_ipc_from;
	if (perm != NULL)
		*perm = error < 0 ? 0 : thisenv->env_ipc_perm;
	return error < 0 ? error : (int32_t)thisenv->env_ipc_value;
}

/* Some living environment of this type, or 0. */
envid_t ipc_find_env(enum EnvType type);

#endif
