/*
 * Messages between environments: a 32-bit value and, if both sides want, a page.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_EXO_IPC_H
#define TINE_EXO_IPC_H

#include <abi/env.h>

/*
 * Send value to the environment to, with the page at va under the rights
 * perm unless va is null. Waits until it is taken, after those who came
 * before; an error (to has ended, va is not mapped so) is a panic.
 */
void ipc_send(envid_t to, uint32_t value, void *va, int perm);

/*
 * Wait for a message and return its value, or an error number. A page that
 * comes with it is mapped at va unless va is null. *from and *perm are set
 * to the sender and to the page's rights, 0 without a page or after an
 * error; either may be null.
 */
int32_t ipc_recv(envid_t *from, void *va, int *perm);

/* Some living environment of this type, or 0. */
envid_t ipc_find_env(enum EnvType type);

#endif
