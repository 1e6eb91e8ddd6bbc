/*
 * Has a handler that would map the page, but hands the address to the kernel,
 * which does not call handlers for its own accesses: it ends the program.
 *
 * SPDX-License-Identifier: MIT
 */
#include <inc/lib.h>

static void
handler(struct UTrapframe *utf)
{
	void *va = (void *)utf->utf_fault_va;
	int error;

	cprintf("fault %x\n", va);
	error = sys_page_alloc(0, ROUNDDOWN(va, PGSIZE), PTE_P | PTE_U | PTE_W);
	if (error < 0)
		panic("allocating at %x in page fault handler: %e", va, error);
	snprintf(va, 100, "this string was faulted in at %x", utf->utf_fault_va);
}

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	set_pgfault_handler(handler);
	sys_cputs((char *)0xDEADBEEF, 4);
}
