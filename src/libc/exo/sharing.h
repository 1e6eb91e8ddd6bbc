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
#include <stdbool.h>

/* In a page of the stack area, which is not shared: there is one for each environment. */
struct own {
	const volatile struct Env *env; /* thisenv */
	int error;                      /* errno */
	struct thread *thread;          /* if it is one */
	envid_t program;                /* of a thread: whose end is that of all */
	bool stack_shared;              /* the program's stack is marked PTE_SHARE */
};

#define OWN ((struct own *)ROUNDDOWN(USTACKTOP, PTSIZE))

/* The stack that a program is started with. */
#define STACK_BOTTOM (USTACKTOP - USTACKSIZE)

/*
 * From now on other environments may share the caller's memory: thisenv and
 * errno move to OWN, and the library uses its locks. 0, or -E_NO_MEM.
 */
int sharing_begin(void);

/*
 * Around a fork: what the library has locked is nobody's in a child that is
 * the only one with its memory.
 */
void sharing_fork_begins(void);
void sharing_fork_ends(void);
void sharing_fork_child(void);

#endif
