/*
 * The short way of a call and its answer: see fast.c.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_IPC_FAST_H
#define TINE_KERNEL_IPC_FAST_H

#include <kernel/env.h>

/* What the system calls do where the short way is not open. */
int32_t ipc_send_slowly(struct env *caller, envid_t to, uint32_t value, uservaddr_t source_va,
			int perm);
int32_t ipc_recv_slowly(struct env *caller, uservaddr_t target_va);

#endif
