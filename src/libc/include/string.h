/*
 * Memory and strings: all of C11's <string.h>, and the usual additions.
 *
 * The locale is "C": strcoll is strcmp, and characters compare as unsigned char.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_STRING_H
#define TINE_STRING_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size_bytes);
void *memmove(void *to, const void *from, size_t size_bytes);
void *memset(void *to, int byte, size_t size_bytes);
int memcmp(const void *a, const void *b, size_t size_bytes);
void *memchr(const void *memory, int byte, size_t size_bytes);

size_t strlen(const char *s);
size_t strnlen(const char *s, size_t limit);
char *strcpy(char *restrict to, const char *restrict from);
char *strncpy(char *restrict to, const char *restrict from, size_t size_bytes);
char *strcat(char *restrict to, const char *restrict from);
char *strncat(char *restrict to, const char *restrict from, size_t limit);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t limit);
int strcoll(const char *a, const char *b);
size_t strxfrm(char *restrict to, const char *restrict from, size_t size_bytes);

char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);
char *strstr(const char *s, const char *wanted);
size_t strspn(const char *s, const char *accepted);
size_t strcspn(const char *s, const char *rejected);
char *strpbrk(const char *s, const char *accepted);
char *strtok(char *restrict s, const char *restrict separators);
char *strtok_r(char *restrict s, const char *restrict separators, char **restrict state);

/*
 * Copy or append, cutting off what does not fit in size_bytes, and always end
 * the string if size_bytes allows. The result is the length that was wanted:
 * size_bytes or more means that something was cut off. (OpenBSD's functions.)
 */
size_t strlcpy(char *restrict to, const char *restrict from, size_t size_bytes);
size_t strlcat(char *restrict to, const char *restrict from, size_t size_bytes);

/* From malloc; null, and errno is ENOMEM, if there is no memory. */
char *strdup(const char *s);
char *strndup(const char *s, size_t limit);

/*
 * The text of an errno value or of an error of <abi/error.h>, of either sign.
 * An unknown one gives "error N", which the next call overwrites.
 */
char *strerror(int error);

#endif
