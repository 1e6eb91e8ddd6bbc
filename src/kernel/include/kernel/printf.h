/*
 * Formatted text: into any receiver, into a buffer, onto the console.
 *
 * Conversions: d i u x X o c s p % as in C, with the flags - 0 + space #,
 * width and precision (both also as *), and the lengths hh h l ll z; and
 * %e, the text of a kernel error number, given with either sign. There is
 * no floating point. An unknown conversion is copied to the output as it is.
 *
 * The compiler checks calls as it would printf's and takes %e for a floating-
 * point conversion; code with a literal format writes %s and error_text().
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_PRINTF_H
#define TINE_KERNEL_PRINTF_H

#include <stdarg.h>
#include <stddef.h>

/* Takes the next n bytes of the text; n is at least 1 and the bytes are only lent. */
typedef void kformat_put(void *context, const char *bytes, size_t n);

/* Hands the text to put, piece by piece and in order; returns its length in bytes. */
int kformat(kformat_put *put, void *context, const char *format, va_list arguments);

/*
 * As in C: at most size_bytes bytes are stored, the last of them a zero byte, and what is
 * returned is the length the whole text would have had. With size_bytes 0 nothing is stored.
 */
int vsnprintf(char *buffer, size_t size_bytes, const char *format, va_list arguments);
int snprintf(char *buffer, size_t size_bytes, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* What an error number of <abi/error.h> means; either sign; never NULL. */
const char *error_text(int error);

/*
 * Kernel messages to every console device and the log. The text of one call is never mixed
 * with another CPU's. Takes the console's lock (LOCK_CONSOLE_OUTPUT) unless console_panic_begin()
 * has been called, so any other lock may be held. Returns the length in bytes.
 */
int vcprintf(const char *format, va_list arguments);
int cprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
