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

/*
 * A child that continues here and shares all memory with the caller but the
 * stack area, from UCOMMONTOP up, which it gets a copy of as with fork. What
 * either maps or unmaps below UCOMMONTOP later, the other does as well.
 * thisenv and errno are right in each. Result and errors are fork's; called
 * on a stack of one's own that lies below UCOMMONTOP, it is -E_INVAL, too.
 */
envid_t sfork(void);

#endif
