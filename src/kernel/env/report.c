/*
 * What the console is told of environments that come and go.
 *
 * These lines are the lab's, and most of what creating and ending a small
 * environment costs. "quiet" on the kernel's command line leaves them out;
 * what is said of programs that did something wrong is printed always.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/env.h>

#include <kernel/printf.h>

static bool quiet; /* fixed before the first environment */

void
env_report_silence(void)
{
	quiet = true;
}

void
env_report(const char *format, ...)
{
	va_list arguments;

	if (quiet)
		return;
	va_start(arguments, format);
	vcprintf(format, arguments);
	va_end(arguments);
}
