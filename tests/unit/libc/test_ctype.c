/*
 * Kinds of character, against the host's in its "C" locale.
 *
 * SPDX-License-Identifier: MIT
 */
#include <ctype.h>
#include <unit.h>

#include "host.h"

#define SAME(name)                                                \
	for (int c = -1; c < 256; c++)                            \
		if (!CHECK_EQ(name(c) != 0, host_##name(c) != 0)) \
			break;

TEST("every character, and EOF, is of the kinds the host says it is of"){
	SAME(isalnum) SAME(isalpha) SAME(isblank) SAME(iscntrl) SAME(isdigit) SAME(isgraph)
		SAME(islower) SAME(isprint) SAME(ispunct) SAME(isspace) SAME(isupper) SAME(isxdigit)
}

TEST("letters change case and nothing else does")
{
	for (int c = -1; c < 256; c++) {
		CHECK_EQ(tolower(c), host_tolower(c));
		CHECK_EQ(toupper(c), host_toupper(c));
	}
}
