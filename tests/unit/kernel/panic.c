/*
 * A failed assertion of the kernel's code ends its unit test.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/assert.h>

#include <stdio.h>
#include <stdlib.h>

void
panic_at(const char *file, int line, const char *format, ...)
{
	fprintf(stderr, "%s:%d: panic: %s\n", file, line, format);
	abort();
}
