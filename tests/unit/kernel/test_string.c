/*
 * The kernel's functions on bytes and strings, against the host's own.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	void *(*set)(void *, int, size_t);
	void *(*copy)(void *restrict, const void *restrict, size_t);
	void *(*move)(void *, const void *, size_t);
	int (*compare)(const void *, const void *, size_t);
} host = { memset, memcpy, memmove, memcmp };

#define memset  kernel_memset
#define memcpy  kernel_memcpy
#define memmove kernel_memmove
#define memcmp  kernel_memcmp
#define memchr  kernel_memchr
#define strlen  kernel_strlen
#define strnlen kernel_strnlen
#define strcmp  kernel_strcmp
#define strncmp kernel_strncmp
#define strchr  kernel_strchr
#include "../../../src/kernel/lib/string.c"

#define ROOM    80
#define LONGEST 40

static void
fill(unsigned char bytes[ROOM])
{
	for (unsigned i = 0; i < ROOM; i++)
		bytes[i] = i * 37 + 11;
}

TEST("memset sets every length at every alignment, and nothing beside it")
{
	unsigned char ours[ROOM], theirs[ROOM];

	for (unsigned at = 0; at < 16; at++) {
		for (unsigned n = 0; n <= LONGEST; n++) {
			fill(ours);
			fill(theirs);
			CHECK(memset(ours + at, 0x1a5, n) == ours + at);
			host.set(theirs + at, 0x1a5, n);
			CHECK(host.compare(ours, theirs, ROOM) == 0);
		}
	}
}

TEST("memcpy copies every length between all alignments, and nothing beside it")
{
	unsigned char from[ROOM], ours[ROOM], theirs[ROOM];

	fill(from);
	for (unsigned at = 0; at < 16; at++) {
		for (unsigned source = 0; source < 16; source++) {
			for (unsigned n = 0; n <= LONGEST; n++) {
				host.set(ours, 0, ROOM);
				host.set(theirs, 0, ROOM);
				CHECK(memcpy(ours + at, from + source, n) == ours + at);
				host.copy(theirs + at, from + source, n);
				CHECK(host.compare(ours, theirs, ROOM) == 0);
			}
		}
	}
}

TEST("memmove copies between all overlapping places")
{
	unsigned char ours[ROOM], theirs[ROOM];

	for (unsigned to = 0; to < 32; to++) {
		for (unsigned from = 0; from < 32; from++) {
			for (unsigned n = 0; n <= LONGEST; n++) {
				fill(ours);
				fill(theirs);
				CHECK(memmove(ours + to, ours + from, n) == ours + to);
				host.move(theirs + to, theirs + from, n);
				CHECK(host.compare(ours, theirs, ROOM) == 0);
			}
		}
	}
}

TEST("memcmp orders by the first byte that differs, taken as unsigned")
{
	CHECK(memcmp("abc", "abd", 3) < 0);
	CHECK(memcmp("ab\xff", "ab\x01", 3) > 0);
	CHECK_EQ(memcmp("abc", "abd", 2), 0);
	CHECK_EQ(memcmp("a", "b", 0), 0);
	CHECK_EQ(memcmp("a\0b", "a\0b", 3), 0);
	CHECK(memcmp("a\0b", "a\0c", 3) < 0);
}

TEST("memchr finds the first such byte within the length")
{
	static const char bytes[] = "a\xff\0b\xff";

	CHECK(memchr(bytes, 0xff, 5) == bytes + 1);
	CHECK(memchr(bytes, -1, 5) == bytes + 1);
	CHECK(memchr(bytes, 'b', 5) == bytes + 3);
	CHECK(memchr(bytes, 'b', 3) == NULL);
	CHECK(memchr(bytes, 'x', 5) == NULL);
}

TEST("strlen and strnlen count up to the zero byte or the limit")
{
	/* Not ended by a zero byte: the sanitizer sees who reads on. */
	const char unended[3] = { 'a', 'b', 'c' };

	CHECK_EQ(strlen(""), 0);
	CHECK_EQ(strlen("four"), 4);
	CHECK_EQ(strnlen("four", 10), 4);
	CHECK_EQ(strnlen("four", 4), 4);
	CHECK_EQ(strnlen(unended, sizeof(unended)), 3);
	CHECK_EQ(strnlen("four", 0), 0);
}

TEST("strcmp and strncmp order strings by unsigned bytes")
{
	CHECK_EQ(strcmp("", ""), 0);
	CHECK_EQ(strcmp("same", "same"), 0);
	CHECK(strcmp("same", "samf") < 0);
	CHECK(strcmp("samea", "same") > 0);
	CHECK(strcmp("same", "samea") < 0);
	CHECK(strcmp("\xe4", "a") > 0);
	CHECK_EQ(strncmp("same", "samf", 3), 0);
	CHECK(strncmp("same", "samf", 4) < 0);
	CHECK_EQ(strncmp("same\0x", "same\0y", 6), 0);
	CHECK_EQ(strncmp("a", "b", 0), 0);
}

TEST("strchr finds the first such character, the end included")
{
	static const char text[] = "a.b.c";

	CHECK(strchr(text, '.') == text + 1);
	CHECK(strchr(text, 'a') == text);
	CHECK(strchr(text, '\0') == text + 5);
	CHECK(strchr(text, 'x') == NULL);
}
