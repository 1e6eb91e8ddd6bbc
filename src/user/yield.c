/*
 * Takes turns with whatever else runs; start several to see it.
 *
 * SPDX-License-Identifier: MIT
 */
#include <inc/lib.h>

#define TURNS 5

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	cprintf("Hello, I am environment %08x.\n", thisenv->env_id);
	for (int turn = 0; turn < TURNS; turn++) {
		sys_yield();
		cprintf("Back in environment %08x, iteration %d.\n", thisenv->env_id, turn);
	}
	cprintf("All done in environment %08x.\n", thisenv->env_id);
}
