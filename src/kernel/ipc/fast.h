/*
 * The short way of a call and its answer: see fast.c.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_IPC_FAST_H
#define TINE_KERNEL_IPC_FAST_H

#include <kernel/env.h>

/* What sys_ipc_call and sys_ipc_reply_wait do where nothing can be done at once. */
int32_t ipc_call_slowly(struct env *caller, envid_t to, uint32_t value, uservaddr_t source_va,
			int perm, uservaddr_t target_va);
int32_t ipc_reply_wait_slowly(struct env *caller, envid_t to, uint32_t value, uservaddr_t source_va,
			      int perm, uservaddr_t target_va);

#endif
