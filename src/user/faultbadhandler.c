/*
 * Has an exception stack and a page-fault upcall
 * where nothing is mapped: it faults until its stack is used up.
 *
 * SPDX-License-Identifier: MIT
 */
#include <inc/lib.h>

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	sys_page_alloc(0, (void *)(UXSTACKTOP - PGSIZE), PTE_P | PTE_U | PTE_W);
	sys_env_set_pgfault_upcall(0, (void *)0xDeadBeef);
	*(volatile int *)0 = 0;
}
