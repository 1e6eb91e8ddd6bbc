/*
 * SPDX-License-Identifier: MIT
 */
#include "messages.h"

#include <kernel/printf.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

char unit_messages[400];

void
forget_messages(void)
{
	unit_messages[0] = '\0';
}

int
cprintf(const char *format, ...)
{
	const size_t length = strlen(unit_messages);
	va_list arguments;
	int printed;

	va_start(arguments, format);
	printed = vsnprintf(unit_messages + length, sizeof(unit_messages) - length, format,
			    arguments);
	va_end(arguments);
	return printed;
}
