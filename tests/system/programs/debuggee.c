/*
 * What the monitor's tests stop, look at and change: for each line typed it
 * calls two functions and writes to a page.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

static volatile unsigned calls;

__attribute__((noinline)) static void
first(void)
{
	calls++;
}

__attribute__((noinline)) static void
second(void)
{
	calls += 10;
}

void
umain(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	CHECK_RESULT(sys_page_alloc(0, PAGE_A, READ_WRITE), 0);
	CHECK_RESULT(sys_page_alloc(0, PAGE_B, READ_WRITE), 0);
	strcpy(PAGE_A + 16, "planted by the debuggee");
	strcpy(PAGE_B - 6, "across two pages");
	for (char *line; (line = readline("debuggee: ")) != NULL && strcmp(line, "end") != 0;) {
		if (strcmp(line, "write") == 0) {
			cprintf("writing\n");
			for (;;)
				++*(volatile char *)PAGE_A;
		}
		first();
		++*(volatile char *)PAGE_A;
		second();
		cprintf("%u calls\n", calls);
	}
}
