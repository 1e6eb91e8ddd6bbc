/*
 * Integers from text, against the host's.
 *
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unit.h>

#include "hooks.h"
#include "host.h"

/* Value, end, and whether it was out of range. */
#define SAME(name, text, base)                                                             \
	do {                                                                               \
		char *our_end, *their_end;                                                 \
		errno = 0;                                                                 \
		*host_errno() = 0;                                                         \
		CHECK_EQ(name(text, &our_end, base), host_##name(text, &their_end, base)); \
		CHECK_EQ(our_end - text, their_end - text);                                \
		CHECK_EQ(errno == ERANGE, *host_errno() == HOST_ERANGE);                   \
		CHECK_EQ(name(text, NULL, base), host_##name(text, NULL, base));           \
	} while (0)

static void
all_the_same(const char *text, int base)
{
	SAME(strtol, text, base);
	SAME(strtoll, text, base);
	SAME(strtoul, text, base);
	SAME(strtoull, text, base);
}

TEST("prefixes, signs, spaces and limits are read as the host reads them")
{
	static const char *const texts[] = {
		"",
		" ",
		"0",
		"-",
		"+",
		"+-1",
		"- 1",
		"1",
		"-1",
		"+1",
		" \t\n\v\f\r42x",
		"0x",
		"0x1F",
		"0X1f",
		"0xg",
		"-0x10",
		"x10",
		"010",
		"08",
		"0b1",
		"z",
		"Zz",
		"9223372036854775807",
		"9223372036854775808",
		"-9223372036854775808",
		"-9223372036854775809",
		"18446744073709551615",
		"18446744073709551616",
		"-18446744073709551615",
		"-18446744073709551616",
		"99999999999999999999999999999999",
		"2147483648",
		"4294967296",
		"-99999999999999999999999999999999",
		"1_000",
		"000000000000000000000000000012",
	};
	static const int bases[] = { 0, 2, 3, 8, 10, 16, 35, 36 };

	for (size_t t = 0; t < sizeof(texts) / sizeof(texts[0]); t++)
		for (size_t b = 0; b < sizeof(bases) / sizeof(bases[0]); b++)
			all_the_same(texts[t], bases[b]);
}

TEST("random texts are read as the host reads them")
{
	static const char alphabet[] = "0123456789abcdefxXzZ+- ";

	for (int i = 0; i < 20000; i++) {
		char text[24];
		size_t length = next_random() % sizeof(text);

		for (size_t at = 0; at < length; at++)
			text[at] = alphabet[next_random() % (sizeof(alphabet) - 1)];
		text[length < sizeof(text) ? length : sizeof(text) - 1] = '\0';
		all_the_same(text, (int)(next_random() % 36 + 1) == 1
					   ? 0
					   : (int)(next_random() % 35 + 2));
	}
}

TEST("a base that does not exist is EINVAL and reads nothing")
{
	static const int bases[] = { -1, 1, 37 };
	const char *text = "12";
	char *end;

	for (size_t b = 0; b < sizeof(bases) / sizeof(bases[0]); b++) {
		errno = 0;
		CHECK_EQ(strtol(text, &end, bases[b]), 0);
		CHECK_EQ(errno, EINVAL);
		CHECK(end == text);
	}
}

TEST("atoi and its kin read decimal numbers")
{
	CHECK_EQ(atoi(" -12abc"), -12);
	CHECK_EQ(atoi("99999999999"), INT_MAX);
	CHECK_EQ(atol("123"), 123);
	CHECK_EQ(atoll("-9000000000"), -9000000000);
}

TEST("quotients and remainders go towards zero")
{
	CHECK(div(-7, 2).quot == -3 && div(-7, 2).rem == -1);
	CHECK(ldiv(7, -2).quot == -3 && ldiv(7, -2).rem == 1);
	CHECK(lldiv(-9000000001, 10).quot == -900000000 && lldiv(-9000000001, 10).rem == -1);
	CHECK(abs(-5) == 5 && labs(-5) == 5 && llabs(-9000000000) == 9000000000);
}
