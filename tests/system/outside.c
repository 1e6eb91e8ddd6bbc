/*
 * Built by scripts/cc, outside the tree, as a program of the lab would be.
 *
 * SPDX-License-Identifier: MIT
 */
#include <inc/lib.h>

void
umain(int argc, char **argv)
{
	cprintf("outside: %d %s\n", argc, argv[argc - 1]);
	if (strcmp(argv[argc - 1], "fault") == 0)
		*(volatile int *)0 = 0;
}
