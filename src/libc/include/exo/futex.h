/*
 * Waiting for a word of memory to change, and telling those who wait.
 *
 * A word is one and the same for all environments that share it: by sfork or
 * as threads, at one address; or in a page that each has mapped with
 * PTE_SHARE, at any address. Elsewhere nobody else can wake who waits.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_EXO_FUTEX_H
#define TINE_EXO_FUTEX_H

#include <exo/syscall.h>

#define NO_DEADLINE UINT64_MAX

/*
 * If the word is as expected, wait until futex_wake, or until sys_time_ns
 * reaches deadline_ns. Whoever changes the word first and then calls
 * futex_wake wakes who waits or is about to: either the change is seen here,
 * or the waiter there. 0 says that the caller was woken, perhaps for a reason
 * that is gone by now: look again.
 * -E_CHANGED: the word is another, or is being mapped anew. -E_TIMEOUT.
 * -E_INVAL: not a multiple of 4, or not a program's. -E_FAULT: no memory
 * there. -E_NO_MEM: its page has as many references as can be counted.
 * Who is stopped while it waits, or restored from a checkpoint, begins anew.
 */
static inline int
futex_wait(const uint32_t *word, uint32_t expected, uint64_t deadline_ns)
{
	return sys_futex_wait((void *)word, expected, (uint32_t)deadline_ns,
			      (uint32_t)(deadline_ns >> 32));
}

/*
 * Wake up to count of those who wait for the word, the first first, and
 * return how many. Whoever is stopped does not wait. -E_INVAL, -E_FAULT.
 */
static inline int
futex_wake(const uint32_t *word, uint32_t count)
{
	return sys_futex_wake((void *)word, count);
}

#endif
