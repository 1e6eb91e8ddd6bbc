/*
 * The limits of the integer types: the compiler's own.
 *
 * GCC built for a system with a C library expects that library to add
 * a <limits.h> of its own, unless _LIBC_LIMITS_H_ says that it has spoken.
 *
 * SPDX-License-Identifier: MIT
 */
#if !defined(_LIBC_LIMITS_H_) && !defined(__clang__)
#define _LIBC_LIMITS_H_
#endif
#include_next <limits.h>
