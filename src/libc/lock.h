/*
 * Locks of the library's own data. Nobody shares a program's memory until
 * sharing_begin; only from then on are they taken, so that a program that
 * shares nothing pays a comparison. Whoever has one may take it again.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_LIBC_LOCK_H
#define TINE_LIBC_LOCK_H

#include <stdbool.h>
#include <stdint.h>

/*
 * It is known who has it, so that it is not kept by one that has ended: a
 * printf that faults must not stop all output. What that one was changing may
 * be left half-changed.
 */
struct lock {
	uint32_t word; /* the id of who has it, or 0; and LOCK_WAITED if somebody may wait for it */
	unsigned depth; /* how often */
};

extern bool libc_shared;

/* Of the heap, of stdout, of the slots for stacks; of scratch pages, while a program is built or copied. */
extern struct lock libc_heap_lock __attribute__((weak));
extern struct lock libc_output_lock __attribute__((weak));
extern struct lock libc_stacks_lock __attribute__((weak));
extern struct lock libc_program_lock __attribute__((weak));

/* There only in a program that can share memory. */
void lock_acquire(struct lock *lock) __attribute__((weak));
void lock_release(struct lock *lock) __attribute__((weak));

static inline void
lock_take(struct lock *lock)
{
	if (libc_shared)
		lock_acquire(lock);
}

static inline void
lock_give(struct lock *lock)
{
	if (libc_shared)
		lock_release(lock);
}

#endif
