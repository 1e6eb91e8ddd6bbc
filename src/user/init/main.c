/*
 * The first program, unless the kernel's command line names others: greets,
 * gives the console to a shell, and has USB keyboards driven.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/device.h>
#include <exo/env.h>
#include <exo/panic.h>
#include <exo/spawn.h>
#include <exo/syscall.h>
#include <stdio.h>

#include "usb.h"

int
main(void)
{
	static struct usb usb;
	const char *arguments[] = { "sh", NULL };
	envid_t shell;

	cprintf("\nThis is Tine, an exokernel. Type 'help' for what can be done here.\n");
	shell = spawn_stopped("sh", arguments);
	if (shell < 0)
		panic("cannot start the shell: %e", shell);
	sys_grant(shell, GRANT_ALL, 0, 0); /* for drivers that are started there, by "drive" */
	sys_env_set_status(shell, ENV_RUNNABLE);
	usb_start(&usb);
	wait(shell);
	usb_stop(&usb);
	return 0;
}
