/*
 * A copy of the calling program.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_EXO_FORK_H
#define TINE_EXO_FORK_H

#include <abi/types.h>

/*
 * Make a child that continues here with a copy of all memory, copied page by
 * page when one of the two first writes. Returns the child's id, 0 in the
 * child, or an error number; then no child exists.
 *
 * Pages marked PTE_SHARE are shared, read-only ones stay so, and the
 * exception stack is a new one; called on that stack, fork gives -E_INVAL.
 */
envid_t fork(void);

/* A child that shares all memory but the stack. Not provided: always -E_INVAL. */
envid_t sfork(void);

#endif
