/*
 * Forks a child that never gives up the CPU, and takes it back.
 *
 * SPDX-License-Identifier: MIT
 */
#include <inc/lib.h>

#define TURNS 8

void
umain(int argc, char **argv)
{
	envid_t child;

	USED(argc);
	USED(argv);
	cprintf("I am the parent.  Forking the child...\n");
	child = fork();
	if (child < 0)
		panic("fork: %e", child);
	if (child == 0) {
		cprintf("I am the child.  Spinning...\n");
		for (;;)
			;
	}

	cprintf("I am the parent.  Running the child...\n");
	for (int turn = 0; turn < TURNS; turn++)
		sys_yield();

	cprintf("I am the parent.  Killing the child...\n");
	sys_env_destroy(child);
}
