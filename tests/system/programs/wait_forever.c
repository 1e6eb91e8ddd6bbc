/*
 * Waits for a message that nobody sends: a program to be seen, and ended.
 *
 * SPDX-License-Identifier: MIT
 */
#include <inc/lib.h>

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	ipc_recv(NULL, NULL, NULL);
}
