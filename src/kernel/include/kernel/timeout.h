/*
 * Environments that sleep until a point of time.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_TIMEOUT_H
#define TINE_KERNEL_TIMEOUT_H

#include <kernel/env.h>

#define TIMEOUT_NEVER UINT64_MAX

/* Block the current environment, whose lock is held, until deadline_ns; wait: for that alone, or a futex. */
void timeout_sleep(struct env *env, uint64_t deadline_ns, enum env_wait wait);

/* Take an environment, whose lock is held, out of the heap without waking it. */
void timeout_cancel(struct env *env);

/* Wake everyone whose deadline is not after now_ns. No environment lock is held. */
void timeout_expire(uint64_t now_ns);

/* The earliest deadline, or TIMEOUT_NEVER. */
uint64_t timeout_next(void);

#endif
