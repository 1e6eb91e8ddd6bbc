/*
 * panic() and warn() of programs.
 *
 * SPDX-License-Identifier: MIT
 */
#include <exo/panic.h>
#include <exo/syscall.h>
#include <stdarg.h>
#include <libc/stdio/gather.h>

static void
report(const char *kind, const char *file, int line, const char *format, va_list arguments)
{
	struct gathered text;

	text.length = 0;
	gather(&text, "[%08x] user %s in %s at %s:%d: ", sys_getenvid(), kind, binaryname, file,
	       line);
	gather_format(&text, format, arguments);
	gather(&text, "\n");
	gather_flush(&text);
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
