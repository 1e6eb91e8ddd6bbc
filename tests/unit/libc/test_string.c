/*
 * mem* and str*, against the host's on random input.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unit.h>

#include "hooks.h"
#include "host.h"

#define SIZE   96
#define ROUNDS 20000

/* Few different bytes, so that runs and matches are frequent. */
static void
fill(char *buffer, size_t size, const char *alphabet, size_t letters)
{
	for (size_t i = 0; i < size; i++)
		buffer[i] = alphabet[next_random() % letters];
}

static size_t
below(size_t limit)
{
	return next_random() % limit;
}

static int
sign(int n)
{
	return (n > 0) - (n < 0);
}

TEST("copying, moving and filling change the bytes they should and no others")
{
	for (int round = 0; round < ROUNDS; round++) {
		char ours[SIZE], theirs[SIZE], source[SIZE];
		size_t to = below(SIZE), from = below(SIZE);
		size_t length = below(SIZE - (to > from ? to : from) + 1);
		int byte = (int)next_random();

		fill(ours, SIZE, "abcdefghijklmnopqrstuvwxyz", 26);
		host_memcpy(theirs, ours, SIZE);
		fill(source, SIZE, "0123456789", 10);
		CHECK(memcpy(ours + to, source + from, length) == ours + to);
		host_memcpy(theirs + to, source + from, length);
		CHECK(memmove(ours + from, ours + to, length) == ours + from);
		host_memmove(theirs + from, theirs + to, length);
		CHECK(memset(ours + from, byte, length / 3) == ours + from);
		host_memset(theirs + from, byte, length / 3);
		if (!CHECK(host_memcmp(ours, theirs, SIZE) == 0))
			return;
	}
}

TEST("memory compares and is searched as the host does it")
{
	for (int round = 0; round < ROUNDS; round++) {
		char a[SIZE], b[SIZE];
		size_t length = below(SIZE), at = below(SIZE - length);
		int byte = "ab\xff"[below(3)];

		fill(a, SIZE, "a\xff", 2);
		host_memcpy(b, a, SIZE);
		if (length > 0 && below(4) != 0)
			b[at + below(length)] ^= 0x43;
		CHECK_EQ(sign(memcmp(a + at, b + at, length)),
			 sign(host_memcmp(a + at, b + at, length)));
		CHECK(memchr(b + at, byte, length) == host_memchr(b + at, byte, length));
	}
}

TEST("strings compare as the host compares them")
{
	for (int round = 0; round < ROUNDS; round++) {
		char a[8], b[8];
		size_t limit = below(10);

		fill(a, sizeof(a), "aAb\xe9\0", 5);
		fill(b, sizeof(b), "aAb\xe9\0", 5);
		a[7] = b[7] = '\0';
		CHECK_EQ(sign(strcmp(a, b)), sign(host_strcmp(a, b)));
		CHECK_EQ(sign(strcoll(a, b)), sign(host_strcmp(a, b)));
		CHECK_EQ(sign(strncmp(a, b, limit)), sign(host_strncmp(a, b, limit)));
		CHECK_EQ(sign(strcasecmp(a, b)), sign(host_strcasecmp(a, b)));
		CHECK_EQ(sign(strncasecmp(a, b, limit)), sign(host_strncasecmp(a, b, limit)));
	}
}

TEST("strings are searched as the host searches them")
{
	for (int round = 0; round < ROUNDS; round++) {
		char s[16], set[4];
		int c = "abc\0"[below(4)];

		fill(s, sizeof(s), "aaabbc\xff\0", 8);
		fill(set, sizeof(set), "ab\xff\0", 4);
		s[15] = set[3] = '\0';
		CHECK_EQ(strlen(s), host_strlen(s));
		CHECK_EQ(strnlen(s, 5), host_strlen(s) < 5 ? host_strlen(s) : 5);
		CHECK(strchr(s, c) == host_strchr(s, c));
		CHECK(strrchr(s, c) == host_strrchr(s, c));
		CHECK(strstr(s, set) == host_strstr(s, set));
		CHECK_EQ(strspn(s, set), host_strspn(s, set));
		CHECK_EQ(strcspn(s, set), host_strcspn(s, set));
		CHECK(strpbrk(s, set) == host_strpbrk(s, set));
	}
}

TEST("strtok_r cuts strings where the host cuts them")
{
	for (int round = 0; round < ROUNDS; round++) {
		char ours[16], theirs[16], separators[3], *our_state, *their_state;
		char *our_token, *their_token;

		fill(ours, sizeof(ours), "ab,,;;\0", 7);
		fill(separators, sizeof(separators), ",;\0", 3);
		ours[15] = separators[2] = '\0';
		host_memcpy(theirs, ours, sizeof(ours));
		our_token = strtok_r(ours, separators, &our_state);
		their_token = host_strtok_r(theirs, separators, &their_state);
		while (our_token != NULL && their_token != NULL) {
			CHECK_EQ(our_token - ours, their_token - theirs);
			CHECK_STR(our_token, their_token);
			our_token = strtok_r(NULL, separators, &our_state);
			their_token = host_strtok_r(NULL, separators, &their_state);
		}
		CHECK(our_token == NULL && their_token == NULL);
	}
}

TEST("strtok keeps its place between calls")
{
	char line[] = " run  forktree &";

	CHECK_STR(strtok(line, " "), "run");
	CHECK_STR(strtok(NULL, " "), "forktree");
	CHECK_STR(strtok(NULL, " "), "&");
	CHECK(strtok(NULL, " ") == NULL);
	CHECK(strtok(NULL, " ") == NULL);
}

TEST("strncpy and strncat fill and end as the host's do")
{
	for (int round = 0; round < ROUNDS; round++) {
		char ours[32], theirs[32], source[12];
		size_t limit = below(14);

		fill(ours, sizeof(ours), "#", 1);
		fill(source, sizeof(source), "abcdefg\0", 8);
		source[11] = '\0';
		host_memcpy(theirs, ours, sizeof(ours));
		CHECK(strncpy(ours, source, limit) == ours);
		host_strncpy(theirs, source, limit);
		ours[limit] = theirs[limit] = '\0';
		CHECK(strncat(ours, source, limit) == ours);
		host_strncat(theirs, source, limit);
		CHECK(host_memcmp(ours, theirs, sizeof(ours)) == 0);
	}
}

TEST("strcpy and strcat copy the end of the string")
{
	char text[10] = "#########";

	CHECK_STR(strcpy(text, "abc"), "abc");
	CHECK_STR(strcat(text, "de"), "abcde");
	CHECK_EQ(text[6], '#');
}

TEST("strlcpy and strlcat cut off, end the string, and tell the length that was wanted")
{
	char text[6] = "#####";

	CHECK_EQ(strlcpy(text, "abcdefgh", 0), 8);
	CHECK_EQ(text[0], '#');
	CHECK_EQ(strlcpy(text, "abcdefgh", 4), 8);
	CHECK_STR(text, "abc");
	CHECK_EQ(text[4], '#');
	CHECK_EQ(strlcpy(text, "ab", sizeof(text)), 2);
	CHECK_EQ(strlcat(text, "cdefgh", sizeof(text)), 8);
	CHECK_STR(text, "abcde");
	CHECK_EQ(strlcat(text, "xyz", 3), 6);
	CHECK_STR(text, "abcde");
	CHECK_EQ(strxfrm(text, "abc", sizeof(text)), 3);
	CHECK_STR(text, "abc");
}

TEST("strdup and strndup copy to memory of their own")
{
	const char *text = "tine";
	char *copy = strdup(text), *start = strndup(text, 2), *all = strndup(text, 100);

	CHECK_STR(copy, "tine");
	CHECK_STR(start, "ti");
	CHECK_STR(all, "tine");
	CHECK(copy != text);
	free(copy);
	free(start);
	free(all);
}
