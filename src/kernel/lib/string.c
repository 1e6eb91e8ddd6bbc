/*
 * Bytes and strings.
 *
 * Blocks are moved by words once the destination is aligned. The source may
 * then lie anywhere: its words are read through a type without alignment.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/string.h>
#include <stdint.h>

typedef uintptr_t word_t __attribute__((may_alias));
typedef uintptr_t loose_word_t __attribute__((may_alias, aligned(1)));

#define WORD_SIZE sizeof(word_t)

/*
 * Inside a loop: keeps the compiler from replacing the loop by a call of the very function
 * it is in.
 */
#define KEEP_LOOP() __atomic_signal_fence(__ATOMIC_SEQ_CST)

static size_t
bytes_to_alignment(const void *address)
{
	return -(uintptr_t)address % WORD_SIZE;
}

void *
memset(void *to, int byte, size_t n)
{
	unsigned char *p = to;
	word_t pattern = (unsigned char)byte * (UINTPTR_MAX / 0xff);

	if (n >= 2 * WORD_SIZE) {
		for (size_t head = bytes_to_alignment(p); head > 0; head--, n--)
			*p++ = byte;
		for (; n >= WORD_SIZE; n -= WORD_SIZE, p += WORD_SIZE) {
			*(word_t *)p = pattern;
			KEEP_LOOP();
		}
	}
	while (n-- > 0) {
		*p++ = byte;
		KEEP_LOOP();
	}
	return to;
}

static void
copy_upwards(unsigned char *to, const unsigned char *from, size_t n)
{
	if (n >= 2 * WORD_SIZE) {
		for (size_t head = bytes_to_alignment(to); head > 0; head--, n--)
			*to++ = *from++;
		for (; n >= WORD_SIZE; n -= WORD_SIZE, to += WORD_SIZE, from += WORD_SIZE) {
			*(word_t *)to = *(const loose_word_t *)from;
			KEEP_LOOP();
		}
	}
	while (n-- > 0) {
		*to++ = *from++;
		KEEP_LOOP();
	}
}

static void
copy_downwards(unsigned char *to, const unsigned char *from, size_t n)
{
	to += n;
	from += n;
	if (n >= 2 * WORD_SIZE) {
		for (size_t tail = (uintptr_t)to % WORD_SIZE; tail > 0; tail--, n--)
			*--to = *--from;
		for (; n >= WORD_SIZE; n -= WORD_SIZE) {
			to -= WORD_SIZE;
			from -= WORD_SIZE;
			*(word_t *)to = *(const loose_word_t *)from;
			KEEP_LOOP();
		}
	}
	while (n-- > 0) {
		*--to = *--from;
		KEEP_LOOP();
	}
}

void *
memcpy(void *restrict to, const void *restrict from, size_t n)
{
	copy_upwards(to, from, n);
	return to;
}

void *
memmove(void *to, const void *from, size_t n)
{
	/* The difference wraps round, and is large, if to lies below from. */
	if ((uintptr_t)to - (uintptr_t)from >= n)
		copy_upwards(to, from, n);
	else
		copy_downwards(to, from, n);
	return to;
}

int
memcmp(const void *a, const void *b, size_t n)
{
	const unsigned char *p = a, *q = b;

	for (; n > 0; n--, p++, q++)
		if (*p != *q)
			return *p - *q;
	return 0;
}

void *
memchr(const void *bytes, int byte, size_t n)
{
	const unsigned char *p = bytes;

	for (; n > 0; n--, p++)
		if (*p == (unsigned char)byte)
			return (void *)p;
	return NULL;
}

size_t
strlen(const char *string)
{
	const char *end = string;

	while (*end != '\0') {
		end++;
		KEEP_LOOP();
	}
	return end - string;
}

size_t
strnlen(const char *string, size_t limit)
{
	size_t n = 0;

	while (n < limit && string[n] != '\0')
		n++;
	return n;
}

int
strcmp(const char *a, const char *b)
{
	return strncmp(a, b, SIZE_MAX);
}

int
strncmp(const char *a, const char *b, size_t limit)
{
	for (; limit > 0; limit--, a++, b++)
		if (*a != *b || *a == '\0')
			return (unsigned char)*a - (unsigned char)*b;
	return 0;
}

char *
strchr(const char *string, int character)
{
	while (*string != (char)character)
		if (*string++ == '\0')
			return NULL;
	return (char *)string;
}
