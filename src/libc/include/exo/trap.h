/*
 * Exceptions and software interrupts delivered to the program itself, on its
 * exception stack: each vector has a handler of its own.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_EXO_TRAP_H
#define TINE_EXO_TRAP_H

#include <abi/trap.h>

/*
 * Called with the registers of the interrupted code, which continues with
 * what the handler leaves in the frame, cs and ss excepted. eip is
 * that of the instruction where the exception is a fault (it runs again), and
 * that behind it after int3, into, int n and a debug exception.
 *
 * A handler runs between any two instructions: it must leave the FPU's
 * registers alone, and has one page of stack, nested traps included. It may
 * longjmp out.
 */
typedef void trap_handler(struct ExceptionFrame *frame);

/*
 * Have handler called for exception or software interrupt vector; null: the
 * program ends by it, as at first. Page faults that the library resolves
 * itself (fork's) do not get there, and the handler is the one that
 * set_pgfault_handler sets, too. fork hands handlers on, spawn does not.
 *
 * Returns 0; -E_INVAL: no such vector, or one of the kernel's; or an error
 * of sys_page_alloc for the exception stack.
 */
int set_trap_handler(uint32_t vector, trap_handler *handler);

/* Where the kernel enters; for sys_env_set_trap_upcall only. */
void _trap_upcall(void);

#endif
