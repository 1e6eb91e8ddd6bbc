/*
 * printf to the streams.
 *
 * SPDX-License-Identifier: MIT
 */
#include "format.h"
#include "stream.h"

static void
write_to_stream(void *sink, const char *bytes, size_t length)
{
	stream_write_unlocked(sink, bytes, length);
}

int
vfprintf(FILE *restrict stream, const char *restrict format, va_list arguments)
{
	int length;

	if (!stream_is_for(stream, STREAM_OUTPUT))
		return -1;
	if (stream->capacity == 0)
		return vcprintf(format, arguments); /* gathers what belongs together */
	lock_take(stream->lock);
	length = format_text(write_to_stream, stream, format, arguments);
	lock_give(stream->lock);
	return length;
}

int
vprintf(const char *restrict format, va_list arguments)
{
	return vfprintf(stdout, format, arguments);
}

int
fprintf(FILE *restrict stream, const char *restrict format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vfprintf(stream, format, arguments);
	va_end(arguments);
	return length;
}

int
printf(const char *restrict format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vfprintf(stdout, format, arguments);
	va_end(arguments);
	return length;
}
