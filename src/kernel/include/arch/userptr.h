/*
 * Copying to and from the memory of the current environment: the only code
 * that follows a user address.
 *
 * Any address and length may be given. The copy stops at the first byte that
 * the program itself could not access; addresses from UVPT up count as such.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_ARCH_USERPTR_H
#define TINE_ARCH_USERPTR_H

#include <kernel/uservaddr.h>

/* 0, or -E_FAULT with the first bad address in this_cpu()->user_fault_va and a partial copy. */
int copy_from_user(void *to, uservaddr_t from, size_t size_bytes);
int copy_to_user(uservaddr_t to, const void *from, size_t size_bytes);

/* Would copy_from_user succeed? Looks at the page tables of the current environment. Same results. */
int user_check(uservaddr_t va, size_t size_bytes);

#endif
