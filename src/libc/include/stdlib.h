/*
 * Numbers from text, memory, sorting, and the end of the program.
 *
 * The allocator and rand() keep state that is not locked: environments that
 * share writable memory must arrange between themselves who calls them.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_STDLIB_H
#define TINE_STDLIB_H

#include <stddef.h>

#define EXIT_SUCCESS 0
#define EXIT_FAILURE 1
#define RAND_MAX     0x7FFFFFFF

typedef struct {
	int quot, rem;
} div_t;

typedef struct {
	long quot, rem;
} ldiv_t;

typedef struct {
	long long quot, rem;
} lldiv_t;

/*
 * Out of range gives the nearest value there is, and errno is ERANGE. end,
 * if not null, is set to what follows the number, or to s if there is none.
 */
long strtol(const char *restrict s, char **restrict end, int base);
long long strtoll(const char *restrict s, char **restrict end, int base);
unsigned long strtoul(const char *restrict s, char **restrict end, int base);
unsigned long long strtoull(const char *restrict s, char **restrict end, int base);
/* Correctly rounded; reads decimal and hexadecimal numbers, "inf" and "nan". */
double strtod(const char *restrict s, char **restrict end);

int atoi(const char *s);
long atol(const char *s);
long long atoll(const char *s);
double atof(const char *s);

/*
 * Blocks are aligned to 16 bytes. Null, and errno is ENOMEM, if there is no
 * memory; size 0 gives a block like any other. Freeing a block twice, or one
 * whose surroundings were overwritten, prints a line and aborts.
 */
void *malloc(size_t size_bytes);
void *calloc(size_t count, size_t size_bytes);
void *realloc(void *block, size_t size_bytes);
void free(void *block);
/* alignment is a power of two; anything else is EINVAL. */
void *aligned_alloc(size_t alignment, size_t size_bytes);

/* In place, never quadratic, constant stack; equal elements may change places. */
void qsort(void *base, size_t count, size_t size_bytes, int (*compare)(const void *, const void *));
void *bsearch(const void *key, const void *base, size_t count, size_t size_bytes,
	      int (*compare)(const void *, const void *));

int abs(int n);
long labs(long n);
long long llabs(long long n);
div_t div(int numerator, int denominator);
ldiv_t ldiv(long numerator, long denominator);
lldiv_t lldiv(long long numerator, long long denominator);

int rand(void);
void srand(unsigned seed);

/* Always null: programs have no environment variables. */
char *getenv(const char *name);

/* At least 32 functions; non-zero when there is no room for one more. */
int atexit(void (*function)(void));
/* Calls what atexit was given, the last one first, and flushes the streams. */
_Noreturn void(exit)(int status); /* in parentheses: <inc/lib.h> has a macro exit() */
/* End at once, flushing nothing. */
_Noreturn void _Exit(int status);
_Noreturn void abort(void);

#endif
