/*
 * Raises the page fault's vector by an instruction, which is a general
 * protection fault: the kernel ends it.
 *
 * SPDX-License-Identifier: MIT
 */
#include <inc/lib.h>

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	__asm__ volatile("int %0" : : "i"(T_PGFLT));
}
