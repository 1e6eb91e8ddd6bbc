/*
 * The C library's functions on bytes and strings, as far as the kernel needs
 * them, with the C library's prototypes: host tests of the kernel's readers
 * link against the host's own instead.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_STRING_H
#define TINE_KERNEL_STRING_H

#include <stddef.h>

void *memset(void *to, int byte, size_t n);
void *memcpy(void *restrict to, const void *restrict from, size_t n);
void *memmove(void *to, const void *from, size_t n);
int memcmp(const void *a, const void *b, size_t n);
void *memchr(const void *bytes, int byte, size_t n);

size_t strlen(const char *string);
size_t strnlen(const char *string, size_t limit);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t limit);
char *strchr(const char *string, int character);

#endif
