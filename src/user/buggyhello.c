/*
 * Has the kernel print from a page that is not mapped: the kernel ends it.
 *
 * SPDX-License-Identifier: MIT
 */
#include <inc/lib.h>

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	sys_cputs((char *)1, 1);
}
