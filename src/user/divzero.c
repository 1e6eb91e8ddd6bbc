/*
 * Divides by zero: the kernel ends it.
 *
 * SPDX-License-Identifier: MIT
 */
#include <inc/lib.h>

/* Both unknown to the compiler, which else does without the division. */
static volatile int one = 1, zero;

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	cprintf("1/0 is %08x!\n", one / zero);
}
