/*
 * The first program, unless the kernel's command line names others: greets,
 * and gives the console to a shell.
 *
 * SPDX-License-Identifier: MIT
 */
#include <exo/env.h>
#include <exo/panic.h>
#include <exo/spawn.h>
#include <stdio.h>

int
main(void)
{
	envid_t shell;

	cprintf("\nThis is Tine, an exokernel. Type 'help' for what can be done here.\n");
	shell = spawnl("sh", "sh", NULL);
	if (shell < 0)
		panic("cannot start the shell: %e", shell);
	wait(shell);
	return 0;
}
