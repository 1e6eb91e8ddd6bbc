/*
 * The library's own locks. They are taken only where several environments
 * may share memory; src/libc/exo provides that. Whoever has one may take it
 * again, so that a fault handler can print what it has to say.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_LIBC_LOCK_H
#define TINE_LIBC_LOCK_H

#include <stdbool.h>
#include <stdint.h>

struct lock {
	uint32_t word;  /* as a mutex's, see <exo/thread.h> */
	uint32_t owner; /* the id of who has it */
	unsigned depth; /* how often */
};

extern bool libc_shared;

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
