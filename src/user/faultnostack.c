/*
 * Has an upcall but no exception stack: the kernel ends it.
 *
 * SPDX-License-Identifier: MIT
 */
#include <inc/lib.h>

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	sys_env_set_pgfault_upcall(0, (void *)_pgfault_upcall);
	*(volatile int *)0 = 0;
}
