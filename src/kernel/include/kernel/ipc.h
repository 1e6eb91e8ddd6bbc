/*
 * Messages that the kernel itself sends.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_IPC_H
#define TINE_KERNEL_IPC_H

struct env;

/*
 * Tell env, whose lock is held, that line has interrupted: at once if it
 * waits for a message, else when it next asks for one.
 */
void ipc_tell_line(struct env *env, unsigned line);

#endif
