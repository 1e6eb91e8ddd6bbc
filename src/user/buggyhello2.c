/*
 * Has the kernel print far more than the string has: the kernel ends it.
 *
 * SPDX-License-Identifier: MIT
 */
#include <inc/lib.h>

static const char *text = "hello, world\n";

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	sys_cputs(text, 1024 * 1024);
}
