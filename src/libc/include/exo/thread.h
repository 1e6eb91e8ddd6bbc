/*
 * Threads: environments that share all memory, the program's stack and each
 * other's included. What they wait with is in <exo/mutex.h>.
 *
 * Their stacks lie from THREAD_STACKS on: a program that has threads maps
 * nothing of its own there.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_EXO_THREAD_H
#define TINE_EXO_THREAD_H

#include <abi/env.h>
#include <exo/mutex.h>

#define THREAD_STACK_SIZE 0x8000     /* of each; nothing grows it later */
#define THREAD_SLOT_SIZE  0x20000    /* it lies at the end of this much, the rest is not mapped */
#define THREAD_STACKS     0x80000000 /* NENV slots from here on */

struct thread;

/*
 * Start a thread that calls function; *thread is its name before it does. It
 * has the caller's shares of the CPU. A thread may make others, and end
 * before them. All end when the program's first environment does; exit, in
 * any of them, ends that. -E_NO_MEM, -E_NO_FREE_ENV: there is no thread, and
 * *thread is what it was.
 */
int thread_create(struct thread **thread, void *(*function)(void *), void *argument);

/*
 * Wait for a thread's end, and give its stack back; once for each thread, by
 * whichever of the program's environments. *result, unless result is null, is
 * what its function returned or thread_exit was given. -E_BAD_ENV: it was
 * ended, by a fault say; what it had locked stays so. -E_INVAL: it is the
 * caller, and nothing has changed.
 */
int thread_join(struct thread *thread, void **result);

/* In place of thread_join: its stack is given back when it ends. */
void thread_detach(struct thread *thread);

/* End the caller; if that is no thread, the program. */
_Noreturn void thread_exit(void *result);

/* The caller, or null if it is the program's first environment. */
struct thread *thread_self(void);

/* The environment that runs it. */
envid_t thread_env(const struct thread *thread);

#endif
