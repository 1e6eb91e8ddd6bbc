/*
 * Reads the kernel's memory: the kernel ends it.
 *
 * SPDX-License-Identifier: MIT
 */
#include <inc/lib.h>

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	cprintf("I read %08x from location 0xf0100000!\n", *(volatile uint32_t *)0xF0100000);
}
