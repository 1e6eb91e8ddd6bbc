/*
 * assert(): stop the program where something that must hold does not.
 *
 * May be included again with NDEBUG defined or not, as the standard asks.
 *
 * SPDX-License-Identifier: MIT
 */
#undef assert
#ifdef NDEBUG
#define assert(expression) ((void)0)
#else
#define assert(expression) \
	((expression) ? (void)0 : assert_failed(#expression, __FILE__, __LINE__, __func__))
#endif

#ifndef TINE_ASSERT_H
#define TINE_ASSERT_H

#ifndef __cplusplus
#define static_assert _Static_assert
#endif

/* Prints "file:line: function: assertion failed: expression" and aborts. */
_Noreturn void assert_failed(const char *expression, const char *file, int line,
			     const char *function);

#endif
