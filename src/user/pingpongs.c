/*
 * Two environments that share their memory count together: messages only say
 * whose turn it is, the number itself is a variable of both.
 *
 * SPDX-License-Identifier: MIT
 */
#include <inc/lib.h>

#define LAST 10

static int number;

void
umain(int argc, char **argv)
{
	envid_t partner = sfork();
	int turn; /* our own: the number may change as soon as the turn is sent */

	USED(argc);
	USED(argv);
	if (partner < 0)
		panic("sfork: %e", partner);
	if (partner != 0) {
		cprintf("i am %x; thisenv is %x\n", sys_getenvid(), thisenv->env_id);
		cprintf("send the turn from %x to %x\n", sys_getenvid(), partner);
		ipc_send(partner, 0, NULL, 0);
	}
	do {
		ipc_recv(&partner, NULL, NULL);
		cprintf("%x got %d from %x (thisenv is %x)\n", sys_getenvid(), number, partner,
			thisenv->env_id);
		if (number == LAST)
			return;
		turn = ++number;
		ipc_send(partner, 0, NULL, 0);
	} while (turn != LAST);
}
