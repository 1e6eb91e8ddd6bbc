/*
 * What threads wait with: mutexes and condition variables.
 *
 * The kernel is entered only if there is somebody to wait for, or to wake.
 * All zeroes is each one's first state. They work wherever futexes do, see
 * <exo/futex.h>: so in a page marked PTE_SHARE between programs, too.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_EXO_MUTEX_H
#define TINE_EXO_MUTEX_H

#include <abi/types.h>

/*
 * One at a time. Not recursive; and not in order, since who comes while it is
 * free has it. Whoever ends without unlocking it keeps it, and an environment
 * that is ended from outside may take the news that it is free along.
 */
struct mutex {
	uint32_t word; /* 0 free, 1 locked, 2 locked and perhaps waited for */
};
void mutex_lock(struct mutex *mutex);
bool mutex_try(struct mutex *mutex);
void mutex_unlock(struct mutex *mutex);

struct condition {
	uint32_t sequence; /* how often somebody was told */
	uint32_t waiting;  /* how many may be waiting */
};

/*
 * Wait, with the mutex locked, which is free meanwhile and locked again at
 * the end, to be told. May return untold: look again whether what was waited
 * for is so. -E_TIMEOUT: sys_time_ns has reached deadline_ns.
 */
void condition_wait(struct condition *condition, struct mutex *mutex);
int condition_wait_until(struct condition *condition, struct mutex *mutex, uint64_t deadline_ns);

/* Tell one of those who wait, or all. Who has changed what they wait for did so with the mutex locked. */
void condition_signal(struct condition *condition);
void condition_broadcast(struct condition *condition);

#endif
