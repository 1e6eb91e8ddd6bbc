/*
 * Input of characters, lines and blocks.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdint.h>

#include "stream.h"

int
getc(FILE *stream)
{
	return fgetc(stream);
}

int
getchar(void)
{
	return fgetc(stdin);
}

char *
fgets(char *restrict line, int size_bytes, FILE *restrict stream)
{
	int length = 0, c = EOF;

	if (size_bytes <= 0)
		return NULL;
	lock_take(stream->lock);
	while (length < size_bytes - 1 && c != '\n' && (c = fgetc(stream)) != EOF)
		line[length++] = (char)c;
	lock_give(stream->lock);
	if (length == 0 && c == EOF && size_bytes > 1)
		return NULL;
	line[length] = '\0';
	return line;
}

size_t
fread(void *restrict to, size_t size_bytes, size_t count, FILE *restrict stream)
{
	unsigned char *at = to;
	size_t wanted, taken = 0;
	int c;

	if (size_bytes == 0 || count > SIZE_MAX / size_bytes)
		return 0;
	lock_take(stream->lock);
	for (wanted = size_bytes * count; taken < wanted && (c = fgetc(stream)) != EOF; taken++)
		at[taken] = (unsigned char)c;
	lock_give(stream->lock);
	return taken / size_bytes;
}
