/*
 * The lab's printf: to the console, past the streams.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>
#include <string.h>

#include "console.h"
#include "format.h"

/* Gathers what is printed, so that a line reaches the console in one piece. */
struct gathered {
	size_t length;
	char text[256];
};

static void
flush(struct gathered *gathered)
{
	if (gathered->length > 0)
		console_write(gathered->text, gathered->length);
	gathered->length = 0;
}

static void
gather(void *sink, const char *bytes, size_t length)
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
			flush(gathered);
	}
}

int
vcprintf(const char *format, va_list arguments)
{
	struct gathered gathered;
	int length;

	gathered.length = 0;
	length = format_text(gather, &gathered, format, arguments);
	flush(&gathered);
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
