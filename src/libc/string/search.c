/*
 * str*: finding characters and strings in strings.
 *
 * SPDX-License-Identifier: MIT
 */
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* C's search functions take const strings and give plain pointers. */
static char *
plain(const char *s)
{
	return (char *)(uintptr_t)s;
}

char *
strchr(const char *s, int c)
{
	while (*s != (char)c)
		if (*s++ == '\0')
			return NULL;
	return plain(s);
}

char *
strrchr(const char *s, int c)
{
	const char *last = NULL;

	do {
		if (*s == (char)c)
			last = s;
	} while (*s++ != '\0');
	return plain(last);
}

char *
strstr(const char *s, const char *wanted)
{
	size_t length = strlen(wanted);

	if (length == 0)
		return plain(s);
	for (; (s = strchr(s, wanted[0])) != NULL; s++)
		if (strncmp(s, wanted, length) == 0)
			return plain(s);
	return NULL;
}

/* The length of the start of s whose characters are in the set, or are not. */
static size_t
span(const char *s, const char *set, bool in_set)
{
	bool member[UCHAR_MAX + 1] = { false };
	size_t length = 0;

	for (; *set != '\0'; set++)
		member[(unsigned char)*set] = true;
	while (s[length] != '\0' && member[(unsigned char)s[length]] == in_set)
		length++;
	return length;
}

size_t
strspn(const char *s, const char *accepted)
{
	return span(s, accepted, true);
}

size_t
strcspn(const char *s, const char *rejected)
{
	return span(s, rejected, false);
}

char *
strpbrk(const char *s, const char *accepted)
{
	s += strcspn(s, accepted);
	return *s != '\0' ? plain(s) : NULL;
}

char *
strtok_r(char *restrict s, const char *restrict separators, char **restrict state)
{
	if (s == NULL)
		s = *state;
	s += strspn(s, separators);
	*state = s + strcspn(s, separators);
	if (*state == s)
		return NULL;
	if (**state != '\0')
		*(*state)++ = '\0';
	return s;
}

char *
strtok(char *restrict s, const char *restrict separators)
{
	static char *state;

	return strtok_r(s, separators, &state);
}
