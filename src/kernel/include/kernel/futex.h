/*
 * Waiting for a word of memory to change, and telling those who wait: what
 * programs build mutexes and the like of (docs/futexes.md).
 *
 * The kernel never writes to a word, and keeps nothing of one that nobody waits for.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_FUTEX_H
#define TINE_KERNEL_FUTEX_H

struct env;

/* Once, before the first environment. */
void futex_init(void);

/* Take an environment, whose lock is held and that is WAIT_FUTEX, from among those who wait; not woken. */
void futex_cancel(struct env *env);

#endif
