/*
 * The end of the program.
 *
 * SPDX-License-Identifier: MIT
 */
#include "exit.h"

#include <stdio.h>
#include <stdlib.h>

#define FUNCTIONS 32

/* Functions [0, count) are still to be called, the last one first. */
static struct {
	void (*functions[FUNCTIONS])(void);
	size_t count;
} at_exit;

int
atexit(void (*function)(void))
{
	if (at_exit.count == FUNCTIONS)
		return -1;
	at_exit.functions[at_exit.count++] = function;
	return 0;
}

_Noreturn void
exit(int status)
{
	while (at_exit.count > 0)
		at_exit.functions[--at_exit.count]();
	fflush(NULL);
	exo_exit(status);
}

_Noreturn void
_Exit(int status)
{
	exo_exit(status);
}

/* There only in a program that uses signals; in any other nobody can have a handler. */
int raise(int number) __attribute__((weak));

_Noreturn void
abort(void)
{
	if (raise != NULL)
		raise(EXIT_ABORTED - EXIT_SIGNALLED);
	exo_exit(EXIT_ABORTED);
}
