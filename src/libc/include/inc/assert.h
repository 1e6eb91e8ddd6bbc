/*
 * JOS's <inc/assert.h>: panic, warn, assert, and static_assert of one argument.
 *
 * Like the C standard's, it may be included again after <assert.h>; the last wins.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_INC_ASSERT_H
#define TINE_INC_ASSERT_H

#include <exo/panic.h>
#include <inc/stdio.h>

#endif

#undef assert
#define assert(condition)                                          \
	do {                                                       \
		if (!(condition))                                  \
			panic("assertion failed: %s", #condition); \
	} while (0)

#undef static_assert
#define static_assert _Static_assert
