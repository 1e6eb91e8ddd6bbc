/*
 * printf into memory.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "format.h"

struct buffer {
	char *at;
	size_t room; /* bytes left, the end of the string not counted */
};

static void
buffer_write(void *sink, const char *bytes, size_t length)
{
	struct buffer *buffer = sink;

	if (length > buffer->room)
		length = buffer->room;
	memcpy(buffer->at, bytes, length);
	buffer->at += length;
	buffer->room -= length;
}

int
vsnprintf(char *restrict to, size_t size_bytes, const char *restrict format, va_list arguments)
{
	char nothing;
	struct buffer buffer = { to, size_bytes - 1 };
	int length;

	if (size_bytes == 0)
		buffer = (struct buffer){ &nothing, 0 };
	length = format_text(buffer_write, &buffer, format, arguments);
	*buffer.at = '\0';
	return length;
}

int
vsprintf(char *restrict to, const char *restrict format, va_list arguments)
{
	return vsnprintf(to, SIZE_MAX, format, arguments);
}

int
snprintf(char *restrict to, size_t size_bytes, const char *restrict format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(to, size_bytes, format, arguments);
	va_end(arguments);
	return length;
}

int
sprintf(char *restrict to, const char *restrict format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsprintf(to, format, arguments);
	va_end(arguments);
	return length;
}
