/*
 * Memory that several environments share, and what each has for itself.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_LIBC_SHARING_H
#define TINE_LIBC_SHARING_H

#include <abi/env.h>
#include <abi/memlayout.h>
#include <abi/mmu.h>

/* In a page of the stack area, which is not shared: there is one for each environment. */
struct own {
	const volatile struct Env *env; /* thisenv */
	int error;                      /* errno */
};

#define OWN ((struct own *)ROUNDDOWN(USTACKTOP, PTSIZE))

/*
 * From now on other environments may share the caller's memory: thisenv and
 * errno move to OWN, and the library uses its locks. 0, or -E_NO_MEM.
 */
int sharing_begin(void);

#endif
