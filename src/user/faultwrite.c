/*
 * Writes to address 0, which is not mapped: the kernel ends it.
 *
 * SPDX-License-Identifier: MIT
 */
#include <inc/lib.h>

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	*(volatile uint32_t *)0 = 0;
}
