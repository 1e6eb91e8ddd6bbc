/*
 * Comparison of strings without regard to case.
 *
 * SPDX-License-Identifier: MIT
 */
#include <ctype.h>
#include <stdint.h>
#include <strings.h>

int
strncasecmp(const char *a, const char *b, size_t length)
{
	for (; length > 0; length--, a++, b++) {
		int difference = tolower((unsigned char)*a) - tolower((unsigned char)*b);

		if (difference != 0 || *a == '\0')
			return difference;
	}
	return 0;
}

int
strcasecmp(const char *a, const char *b)
{
	return strncasecmp(a, b, SIZE_MAX);
}
