/*
 * Text for the console, gathered so that a line of several parts reaches it
 * in one piece. What is longer than that goes in several.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_LIBC_GATHER_H
#define TINE_LIBC_GATHER_H

#include <stdarg.h>
#include <stddef.h>

struct gathered {
	size_t length; /* 0 at first */
	char text[256];
};

/* Both return what printf would. */
int gather_format(struct gathered *gathered, const char *format, va_list arguments);
int gather(struct gathered *gathered, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Print what is left. */
void gather_flush(struct gathered *gathered);

#endif
