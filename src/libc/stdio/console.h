/*
 * The console as the C library uses it; src/libc/exo provides it.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_LIBC_CONSOLE_H
#define TINE_LIBC_CONSOLE_H

#include <stddef.h>

/* The bytes of one call appear together, whatever other programs print. */
void console_write(const char *bytes, size_t length);

/* Waits for a character; a negative result is the end of input. */
int console_read_char(void);

#endif
