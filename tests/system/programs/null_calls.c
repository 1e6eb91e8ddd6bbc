/*
 * Waits for a key, makes many system calls that have nothing to do, and says
 * so: the monitor, entered before and after, shows which locks that took.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#define CALLS 100000 /* tests/system/cases/monitor.py looks for so many */

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	cprintf("null_calls: ready\n");
	while (sys_cgetc() == 0)
		sys_cons_wait();
	for (unsigned i = 0; i < CALLS; i++)
		CHECK_RESULT(sys_getenvid(), thisenv->env_id);
	passed();
}
