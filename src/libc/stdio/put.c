/*
 * Output of characters, strings and blocks.
 *
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "stream.h"

int
fputc(int c, FILE *stream)
{
	char byte = (char)c;

	return stream_write(stream, &byte, 1) ? (unsigned char)byte : EOF;
}

int
putc(int c, FILE *stream)
{
	return fputc(c, stream);
}

int
putchar(int c)
{
	return fputc(c, stdout);
}

int
fputs(const char *restrict s, FILE *restrict stream)
{
	return stream_write(stream, s, strlen(s)) ? 0 : EOF;
}

int
puts(const char *s)
{
	int result;

	lock_take(stdout->lock);
	result = fputs(s, stdout) == EOF ? EOF : fputc('\n', stdout);
	lock_give(stdout->lock);
	return result;
}

size_t
fwrite(const void *restrict from, size_t size_bytes, size_t count, FILE *restrict stream)
{
	if (size_bytes == 0 || count > SIZE_MAX / size_bytes)
		return 0;
	return stream_write(stream, from, size_bytes * count) ? count : 0;
}

void
perror(const char *prefix)
{
	bool prefixed = prefix != NULL && *prefix != '\0';

	fprintf(stderr, "%s%s%s\n", prefixed ? prefix : "", prefixed ? ": " : "", strerror(errno));
}
