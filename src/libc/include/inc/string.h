/*
 * JOS's <inc/string.h>: the C library's and three of the lab's own.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_INC_STRING_H
#define TINE_INC_STRING_H

#include <inc/types.h>
#include <string.h>

/* As in <stdlib.h>, which the lab does not have. */
long strtol(const char *text, char **end, int base);

/* The first c in string, or string's end. */
char *strfind(const char *string, char c);

/* The first byte of value c in length bytes, or the address just behind them. */
void *memfind(const void *memory, int c, size_t length);

#endif
