/*
 * Page faults delivered to the program itself, on its exception stack.
 *
 * A fault first goes to the resolver, which a part of the library may have
 * set (fork does), then to the program's own handler, then to the kernel,
 * which reports it and ends the program. System calls that are given memory
 * which is not there fault, too, with FEC_CALL in utf_err; without a handler
 * they give an error.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_EXO_PGFAULT_H
#define TINE_EXO_PGFAULT_H

#include <abi/trap.h>

/*
 * Call handler for every page fault that the library does not resolve
 * itself, or has no memory to resolve. When it returns, the faulting
 * instruction runs again; that of a system call, too, which has changed
 * nothing yet. The first call maps the exception stack; failing to is a panic.
 *
 * A handler runs between any two instructions: it must leave the FPU's
 * registers alone, and has one page of stack, nested faults included.
 */
void set_pgfault_handler(void (*handler)(struct UTrapframe *utf));

/* What a resolver says: PGFAULT_RESOLVED, PGFAULT_NOT_MINE, or an error number (negative). */
enum { PGFAULT_RESOLVED = 0, PGFAULT_NOT_MINE = 1 };

/* Map the exception stack, unless it is, and have faults delivered there. 0, or an error of sys_page_alloc. */
int pgfault_enable(void);

/*
 * Set the library's resolver and see to it that faults are delivered.
 * Returns 0 or an error of sys_page_alloc.
 */
int pgfault_set_resolver(int (*resolver)(const struct UTrapframe *utf));

/* Where the kernel enters; for sys_env_set_pgfault_upcall only. */
void _pgfault_upcall(void);

#endif
