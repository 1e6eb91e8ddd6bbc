/*
 * Parent and child pass a number back and forth, one more each time.
 *
 * SPDX-License-Identifier: MIT
 */
#include <inc/lib.h>

#define LAST 10

void
umain(int argc, char **argv)
{
	envid_t partner = fork();
	int number;

	USED(argc);
	USED(argv);
	if (partner < 0)
		panic("fork: %e", partner);
	if (partner != 0) {
		cprintf("send 0 from %x to %x\n", sys_getenvid(), partner);
		ipc_send(partner, 0, NULL, 0);
	}
	do {
		number = ipc_recv(&partner, NULL, NULL);
		cprintf("%x got %d from %x\n", sys_getenvid(), number, partner);
		if (number == LAST)
			return;
		number++;
		ipc_send(partner, number, NULL, 0);
	} while (number != LAST);
}
