/*
 * Executes a breakpoint, which nobody handles: the kernel ends it.
 *
 * SPDX-License-Identifier: MIT
 */
#include <inc/lib.h>

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	__asm__ volatile("int3");
}
