/*
 * The lab's printf: to the console, past the streams.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>
#include <string.h>

#include "console.h"
#include "format.h"
#include "gather.h"

void
gather_flush(struct gathered *gathered)
{
	if (gathered->length > 0)
		console_write(gathered->text, gathered->length);
	gathered->length = 0;
}

static void
gather_bytes(void *sink, const char *bytes, size_t length)
{
	struct gathered *gathered = sink;

	while (length > 0) {
		size_t part = sizeof(gathered->text) - gathered->length;

		if (part > length)
			part = length;
		memcpy(gathered->text + gathered->length, bytes, part);
		gathered->length += part;
		bytes += part;
		length -= part;
		if (gathered->length == sizeof(gathered->text))
			gather_flush(gathered);
	}
}

int
gather_format(struct gathered *gathered, const char *format, va_list arguments)
{
	return format_text(gather_bytes, gathered, format, arguments);
}

int
gather(struct gathered *gathered, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = gather_format(gathered, format, arguments);
	va_end(arguments);
	return length;
}

int
vcprintf(const char *format, va_list arguments)
{
	struct gathered gathered;
	int length;

	gathered.length = 0;
	length = gather_format(&gathered, format, arguments);
	gather_flush(&gathered);
	return length;
}

int
cprintf(const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vcprintf(format, arguments);
	va_end(arguments);
	return length;
}
