/*
 * Where a failed assert() ends.
 *
 * SPDX-License-Identifier: MIT
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

/* By cprintf: the streams may be what is broken. */
_Noreturn void
assert_failed(const char *expression, const char *file, int line, const char *function)
{
	cprintf("%s:%d: %s: assertion failed: %s\n", file, line, function, expression);
	abort();
}
