/*
 * panic() and warn() of programs.
 *
 * SPDX-License-Identifier: MIT
 */
#include <exo/panic.h>
#include <exo/syscall.h>
#include <stdarg.h>
#include <stdio.h>

static void
report(const char *kind, const char *file, int line, const char *format, va_list arguments)
{
	cprintf("[%08x] user %s in %s at %s:%d: ", sys_getenvid(), kind, binaryname, file, line);
	vcprintf(format, arguments);
	cprintf("\n");
}

_Noreturn void
_panic(const char *file, int line, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	report("panic", file, line, format, arguments);
	va_end(arguments);
	/* The kernel ends a program at a breakpoint; a debugger could go on, hence the loop. */
	for (;;)
		__asm__ volatile("int3");
}

void
_warn(const char *file, int line, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	report("warning", file, line, format, arguments);
	va_end(arguments);
}
