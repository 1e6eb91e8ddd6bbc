/*
 * What a system call does about memory that its caller does not have: a page
 * fault of the caller's if that has a handler, else an error where the
 * interface can return one, else the end, as in the lab.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_USERCHECK_H
#define TINE_KERNEL_USERCHECK_H

#include <kernel/uservaddr.h>

struct env;

/*
 * Report the address at which the last user copy or check on this CPU failed,
 * in the lab's words, and end the current environment.
 */
void user_check_failed(struct env *env);

/*
 * A system call of caller, the current environment, has failed to read, or to
 * write, at va. 0: it may write there by now, and tries again. Else this is
 * what it returns, having changed nothing. SYSCALL_AGAIN: caller could map
 * memory there, has a handler for page faults, and is in that now, as if by an
 * instruction of its own; it makes the call again afterwards. Otherwise
 * -E_FAULT. No lock is held.
 */
int user_fault(struct env *caller, uservaddr_t va, bool writes);

/* Read what a call is given. 0, or what user_fault gives. */
int user_load(struct env *caller, void *to, uservaddr_t from, size_t size_bytes);

/*
 * Store something in the memory of caller, the current environment: all of it
 * or nothing. -E_FAULT, -E_NO_MEM: a page table of it is shared. Takes its
 * lock, so that nobody changes the mapping between the check and the copy.
 */
int user_try_store(struct env *caller, uservaddr_t to, const void *from, size_t size_bytes);

/* The same for the result of a call; what user_fault gives in place of -E_FAULT. */
int user_store(struct env *caller, uservaddr_t to, const void *from, size_t size_bytes);

#endif
