/*
 * Who gets a page fault: the library's resolver, the program's handler, or
 * the kernel; one of a system call's that nobody wants is the call's error.
 *
 * pgfault_dispatch runs on the exception stack and may be entered again by a
 * fault of its own; it therefore changes nothing but through those it calls.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <abi/memlayout.h>
#include <exo/panic.h>
#include <exo/pages.h>
#include <exo/pgfault.h>
#include <exo/syscall.h>

#define EXCEPTION_STACK ((void *)(UXSTACKTOP - PGSIZE))

static int (*pgfault_resolver)(const struct UTrapframe *utf);
static void (*pgfault_handler)(struct UTrapframe *utf);

void pgfault_dispatch(struct UTrapframe *utf);

void
pgfault_dispatch(struct UTrapframe *utf)
{
	int result = PGFAULT_NOT_MINE;

	if (pgfault_resolver != NULL)
		result = pgfault_resolver(utf);
	if (result == PGFAULT_RESOLVED)
		return;
	if (pgfault_handler != NULL) {
		pgfault_handler(utf);
		return;
	}
	if (utf->utf_err & FEC_CALL) {
		utf->utf_regs.reg_eax = (uint32_t)(result < 0 ? result : -E_FAULT);
		utf->utf_eip += SYSCALL_INSTRUCTION_SIZE;
		return;
	}
	if (result < 0)
		panic("page fault at va %08x ip %08x: %e", utf->utf_fault_va, utf->utf_eip, result);
	/* Run the instruction again without us: the kernel's report shows it and its registers. */
	sys_env_set_pgfault_upcall(0, NULL);
}

int
pgfault_enable(void)
{
	int error;

	if (page_entry(EXCEPTION_STACK) == PAGE_ABSENT) {
		error = sys_page_alloc(0, EXCEPTION_STACK, PTE_P | PTE_U | PTE_W | PTE_NOEXEC);
		if (error < 0)
			return error;
	}
	return sys_env_set_pgfault_upcall(0, (void *)_pgfault_upcall);
}

int
pgfault_set_resolver(int (*resolver)(const struct UTrapframe *utf))
{
	/*
	 * Each fork sets it anew, since the program may have set an upcall of its own; but writing what is
	 * there already would fault, if the last fork's child has the page too.
	 */
	if (pgfault_resolver != resolver)
		pgfault_resolver = resolver;
	return pgfault_enable();
}

void
set_pgfault_handler(void (*handler)(struct UTrapframe *utf))
{
	int error;

	pgfault_handler = handler;
	error = pgfault_enable();
	if (error < 0)
		panic("set_pgfault_handler: %e", error);
}
