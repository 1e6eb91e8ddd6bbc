/*
 * scanf from streams and from strings.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdint.h>

#include "scan.h"
#include "stream.h"

static int
take_from_stream(void *from)
{
	return fgetc(from);
}

static void
put_back_to_stream(void *from, int c)
{
	ungetc(c, from);
}

static int
take_from_string(void *from)
{
	const char **at = from;

	return **at != '\0' ? (unsigned char)*(*at)++ : EOF;
}

static void
put_back_to_string(void *from, int c)
{
	(void)from;
	(void)c; /* no one asks the string again */
}

int
vfscanf(FILE *restrict stream, const char *restrict format, va_list arguments)
{
	struct scan_source source = { take_from_stream, put_back_to_stream, stream };

	return scan_text(&source, format, arguments);
}

int
vscanf(const char *restrict format, va_list arguments)
{
	return vfscanf(stdin, format, arguments);
}

int
vsscanf(const char *restrict s, const char *restrict format, va_list arguments)
{
	const char *at = s;
	struct scan_source source = { take_from_string, put_back_to_string, &at };

	return scan_text(&source, format, arguments);
}

int
scanf(const char *restrict format, ...)
{
	va_list arguments;
	int assigned;

	va_start(arguments, format);
	assigned = vfscanf(stdin, format, arguments);
	va_end(arguments);
	return assigned;
}

int
fscanf(FILE *restrict stream, const char *restrict format, ...)
{
	va_list arguments;
	int assigned;

	va_start(arguments, format);
	assigned = vfscanf(stream, format, arguments);
	va_end(arguments);
	return assigned;
}

int
sscanf(const char *restrict s, const char *restrict format, ...)
{
	va_list arguments;
	int assigned;

	va_start(arguments, format);
	assigned = vsscanf(s, format, arguments);
	va_end(arguments);
	return assigned;
}
