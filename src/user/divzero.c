/*
 * Divides by zero: the kernel ends it.
 *
 * SPDX-License-Identifier: MIT
 */
#include <inc/lib.h>

static volatile int zero;

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	cprintf("1/0 is %08x!\n", 1 / zero);
}
