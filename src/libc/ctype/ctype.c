/*
 * Kinds of character, from one table.
 *
 * The table starts at EOF, which is -1, so that EOF needs no test.
 *
 * SPDX-License-Identifier: MIT
 */
#include <ctype.h>

enum {
	UPPER = 1,
	LOWER = 2,
	DIGIT = 4,
	HEXADECIMAL = 8, /* the letters among them */
	PUNCTUATION = 16,
	BLANK = 32,
	SPACE = 64, /* blanks too */
	CONTROL = 128,
	LETTER = UPPER | LOWER,
	GRAPH = LETTER | DIGIT | PUNCTUATION,
};

static const unsigned char kinds[1 + 256] = {
	[1 + 0 ... 1 + 8] = CONTROL,
	[1 + '\t'] = CONTROL | SPACE | BLANK,
	[1 + '\n' ... 1 + '\r'] = CONTROL | SPACE,
	[1 + 14 ... 1 + 31] = CONTROL,
	[1 + ' '] = SPACE | BLANK,
	[1 + '!' ... 1 + '/'] = PUNCTUATION,
	[1 + '0' ... 1 + '9'] = DIGIT,
	[1 + ':' ... 1 + '@'] = PUNCTUATION,
	[1 + 'A' ... 1 + 'F'] = UPPER | HEXADECIMAL,
	[1 + 'G' ... 1 + 'Z'] = UPPER,
	[1 + '[' ... 1 + '`'] = PUNCTUATION,
	[1 + 'a' ... 1 + 'f'] = LOWER | HEXADECIMAL,
	[1 + 'g' ... 1 + 'z'] = LOWER,
	[1 + '{' ... 1 + '~'] = PUNCTUATION,
	[1 + 127] = CONTROL,
};

#define IS(name, mask)                        \
	int name(int c)                       \
	{                                     \
		return kinds[1 + c] & (mask); \
	}

IS(isalnum, LETTER | DIGIT)
IS(isalpha, LETTER)
IS(isblank, BLANK)
IS(iscntrl, CONTROL)
IS(isdigit, DIGIT)
IS(isgraph, GRAPH)
IS(islower, LOWER)
IS(ispunct, PUNCTUATION)
IS(isspace, SPACE)
IS(isupper, UPPER)
IS(isxdigit, DIGIT | HEXADECIMAL)

int
isprint(int c)
{
	return c == ' ' || isgraph(c);
}

int
tolower(int c)
{
	return isupper(c) ? c + ('a' - 'A') : c;
}

int
toupper(int c)
{
	return islower(c) ? c - ('a' - 'A') : c;
}
