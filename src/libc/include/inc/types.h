/*
 * JOS's <inc/types.h>: integer types and the macros everyone wants.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_INC_TYPES_H
#define TINE_INC_TYPES_H

#include <abi/mmu.h> /* ROUNDDOWN, ROUNDUP */
#include <abi/types.h>

typedef int32_t ssize_t;
typedef int32_t off_t;
typedef uint32_t physaddr_t;
typedef uint32_t ppn_t;

#define MIN(a, b)                               \
	({                                      \
		__typeof__(a) min_a = (a);      \
		__typeof__(b) min_b = (b);      \
		min_a <= min_b ? min_a : min_b; \
	})
#define MAX(a, b)                               \
	({                                      \
		__typeof__(a) max_a = (a);      \
		__typeof__(b) max_b = (b);      \
		max_a >= max_b ? max_a : max_b; \
	})

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#endif
