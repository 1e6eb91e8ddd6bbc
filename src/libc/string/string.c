/*
 * str*: length, copy, append, compare.
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

/* strlen's loop would become a call of strlen. */
#ifndef __clang__
#pragma GCC optimize("no-tree-loop-distribute-patterns")
#endif

size_t
strlen(const char *s)
{
	const char *end = s;

	while (*end != '\0')
		end++;
	return (size_t)(end - s);
}

size_t
strnlen(const char *s, size_t limit)
{
	size_t length = 0;

	while (length < limit && s[length] != '\0')
		length++;
	return length;
}

char *
strcpy(char *restrict to, const char *restrict from)
{
	return memcpy(to, from, strlen(from) + 1);
}

char *
strncpy(char *restrict to, const char *restrict from, size_t size_bytes)
{
	size_t length = strnlen(from, size_bytes);

	memcpy(to, from, length);
	memset(to + length, '\0', size_bytes - length);
	return to;
}

char *
strcat(char *restrict to, const char *restrict from)
{
	strcpy(to + strlen(to), from);
	return to;
}

char *
strncat(char *restrict to, const char *restrict from, size_t limit)
{
	size_t length = strnlen(from, limit);
	char *end = to + strlen(to);

	memcpy(end, from, length);
	end[length] = '\0';
	return to;
}

int
strcmp(const char *a, const char *b)
{
	while (*a == *b && *a != '\0') {
		a++;
		b++;
	}
	return (unsigned char)*a - (unsigned char)*b;
}

int
strncmp(const char *a, const char *b, size_t limit)
{
	for (; limit > 0; limit--, a++, b++)
		if (*a != *b || *a == '\0')
			return (unsigned char)*a - (unsigned char)*b;
	return 0;
}

int
strcoll(const char *a, const char *b)
{
	return strcmp(a, b);
}

size_t
strxfrm(char *restrict to, const char *restrict from, size_t size_bytes)
{
	return strlcpy(to, from, size_bytes);
}

size_t
strlcpy(char *restrict to, const char *restrict from, size_t size_bytes)
{
	size_t length = strlen(from);

	if (size_bytes > 0) {
		size_t copied = length < size_bytes ? length : size_bytes - 1;

		memcpy(to, from, copied);
		to[copied] = '\0';
	}
	return length;
}

size_t
strlcat(char *restrict to, const char *restrict from, size_t size_bytes)
{
	/* A target that does not end within its size is full and stays as it is. */
	size_t length = strnlen(to, size_bytes);

	return length + strlcpy(to + length, from, size_bytes - length);
}
