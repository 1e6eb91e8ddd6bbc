/*
 * The formatting engine behind printf, snprintf and cprintf.
 *
 * It writes through a function, in pieces as they come, and needs no memory
 * but the stack. What it prints is described in <stdio.h>.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_LIBC_FORMAT_H
#define TINE_LIBC_FORMAT_H

#include <stdarg.h>
#include <stddef.h>

/* Takes the next bytes of the text; length is never 0. */
typedef void format_write(void *sink, const char *bytes, size_t length);

/* The number of bytes written; -1, errno EOVERFLOW, if an int cannot hold it. */
int format_text(format_write *write, void *sink, const char *format, va_list arguments);

#endif
