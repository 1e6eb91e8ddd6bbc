/*
 * The host's C library under names of its own, to compare with.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_TESTS_HOST_H
#define TINE_TESTS_HOST_H

#include <stddef.h>

int host_snprintf(char *buffer, size_t size, const char *format, ...) __asm__("snprintf");
int host_sscanf(const char *s, const char *format, ...) __asm__("sscanf");

long host_strtol(const char *s, char **end, int base) __asm__("strtol");
long long host_strtoll(const char *s, char **end, int base) __asm__("strtoll");
unsigned long host_strtoul(const char *s, char **end, int base) __asm__("strtoul");
unsigned long long host_strtoull(const char *s, char **end, int base) __asm__("strtoull");
double host_strtod(const char *s, char **end) __asm__("strtod");
void host_qsort(void *base, size_t count, size_t size,
		int (*compare)(const void *, const void *)) __asm__("qsort");

void *host_memcpy(void *to, const void *from, size_t size) __asm__("memcpy");
void *host_memmove(void *to, const void *from, size_t size) __asm__("memmove");
void *host_memset(void *to, int byte, size_t size) __asm__("memset");
int host_memcmp(const void *a, const void *b, size_t size) __asm__("memcmp");
void *host_memchr(const void *memory, int byte, size_t size) __asm__("memchr");
size_t host_strlen(const char *s) __asm__("strlen");
char *host_strncpy(char *to, const char *from, size_t size) __asm__("strncpy");
char *host_strncat(char *to, const char *from, size_t limit) __asm__("strncat");
int host_strcmp(const char *a, const char *b) __asm__("strcmp");
int host_strncmp(const char *a, const char *b, size_t limit) __asm__("strncmp");
int host_strcasecmp(const char *a, const char *b) __asm__("strcasecmp");
int host_strncasecmp(const char *a, const char *b, size_t limit) __asm__("strncasecmp");
char *host_strchr(const char *s, int c) __asm__("strchr");
char *host_strrchr(const char *s, int c) __asm__("strrchr");
char *host_strstr(const char *s, const char *wanted) __asm__("strstr");
size_t host_strspn(const char *s, const char *accepted) __asm__("strspn");
size_t host_strcspn(const char *s, const char *rejected) __asm__("strcspn");
char *host_strpbrk(const char *s, const char *accepted) __asm__("strpbrk");
char *host_strtok_r(char *s, const char *separators, char **state) __asm__("strtok_r");

int host_isalnum(int c) __asm__("isalnum");
int host_isalpha(int c) __asm__("isalpha");
int host_isblank(int c) __asm__("isblank");
int host_iscntrl(int c) __asm__("iscntrl");
int host_isdigit(int c) __asm__("isdigit");
int host_isgraph(int c) __asm__("isgraph");
int host_islower(int c) __asm__("islower");
int host_isprint(int c) __asm__("isprint");
int host_ispunct(int c) __asm__("ispunct");
int host_isspace(int c) __asm__("isspace");
int host_isupper(int c) __asm__("isupper");
int host_isxdigit(int c) __asm__("isxdigit");
int host_tolower(int c) __asm__("tolower");
int host_toupper(int c) __asm__("toupper");

/* Its fields begin as in our struct tm. */
void *host_gmtime(const long *when) __asm__("gmtime");

/* The host's errno is an expression; this is where it is. */
int *host_errno(void) __asm__("__errno_location");
#define HOST_ERANGE 34

#endif
