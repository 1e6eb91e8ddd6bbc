/*
 * Has the kernel print its own memory: the kernel ends it.
 *
 * SPDX-License-Identifier: MIT
 */
#include <inc/lib.h>

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	sys_cputs((char *)0xF010000C, 100);
}
