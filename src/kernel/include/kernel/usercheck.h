/*
 * What a system call does about memory that its caller does not have: an
 * error where the interface can return one, else the end, as in the lab.
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
 * Store a result in the memory of caller, the current environment: all of it
 * or nothing. -E_FAULT, -E_NO_MEM: a page table of it is shared. Takes its lock, so that nobody changes the
 * mapping between the check and the copy.
 */
int user_store(struct env *caller, uservaddr_t to, const void *from, size_t size_bytes);

#endif
