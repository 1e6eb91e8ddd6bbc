/*
 * Comparison without regard to case, in ASCII (POSIX).
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_STRINGS_H
#define TINE_STRINGS_H

#include <stddef.h>

int strcasecmp(const char *a, const char *b);
int strncasecmp(const char *a, const char *b, size_t length);

#endif
