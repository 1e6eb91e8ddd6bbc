/*
 * Reads address 0, which is not mapped: the kernel ends it.
 *
 * SPDX-License-Identifier: MIT
 */
#include <inc/lib.h>

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	cprintf("I read %08x from location 0!\n", *(volatile uint32_t *)0);
}
