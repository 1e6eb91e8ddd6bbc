/*
 * sscanf, against the host's where both have the same conversions.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>
#include <string.h>
#include <unit.h>

#include "host.h"

static void
same_integers(const char *text, const char *format)
{
	long long ours[3] = { 1, 2, 3 }, theirs[3] = { 1, 2, 3 };

	bool same = CHECK_EQ(sscanf(text, format, &ours[0], &ours[1], &ours[2]),
			     host_sscanf(text, format, &theirs[0], &theirs[1], &theirs[2]));

	for (int i = 0; i < 3; i++)
		same &= CHECK_EQ(ours[i], theirs[i]);
	if (!same)
		CHECK_STR(text, format);
}

static void
same_strings(const char *text, const char *format)
{
	char ours[3][32], theirs[3][32];

	memset(ours, '#', sizeof(ours));
	memset(theirs, '#', sizeof(theirs));
	if (!CHECK_EQ(sscanf(text, format, ours[0], ours[1], ours[2]),
		      host_sscanf(text, format, theirs[0], theirs[1], theirs[2])) |
	    !CHECK(memcmp(ours, theirs, sizeof(ours)) == 0))
		CHECK_STR(text, format);
}

TEST("integers of every base, size and width are read as the host reads them")
{
	static const char *const texts[] = {
		"",         " ",          "x",        "12",           "-12",
		"+12",      "  12 13 14", "12,13,14", "0x1f 0x2 077", "077 08 9",
		"12abc34",  "1 2",        "- 5",      "123456789",    "0 0 0",
		"12-13-14", "-0x10 5",
	};
	static const char *const formats[] = {
		"%lld%lld%lld",   "%lli%lli%lli",   "%llu %llu %llu",  "%llx %llx %llx",
		"%llo %llo %llo", "%d%d%d",         "%hd%hd%hd",       "%hhd%hhd%hhd",
		"%ld%jd%zd",      "%lld,%lld,%lld", "%2lld%2lld%2lld", "%1d%1d%1d",
		"%*d%lld%lld",    "%lld%n",         "%*lld%n",         " %lld - %lld",
		"a%lld",          "%lld%%",         "%4llx%llX%tx",
	};

	for (size_t t = 0; t < sizeof(texts) / sizeof(texts[0]); t++)
		for (size_t f = 0; f < sizeof(formats) / sizeof(formats[0]); f++)
			same_integers(texts[t], formats[f]);
}

TEST("strings, characters and sets are read as the host reads them")
{
	static const char *const texts[] = {
		"",          "   ", "one",   "one two three", "  one\ttwo\nthree ", "key=value",
		"abc123def", "]x]", "a-b-c", "^hat",          "12345678",
	};
	static const char *const formats[] = {
		"%s%s%s",           "%3s%3s%3s", "%c%c%c",    "%2c%c%1c", "%[a-z]%[0-9]%[a-z]",
		"%[^=]=%s",         "%[]x]%s",   "%[^]]%s",   "%[a-]%s",  "%*s%s%s",
		"%2[a-z]%2[a-z]%s", "%[^^]%c",   " %c %c %c", "%*c%c",    "%1s%1s",
		"one %s",           "%s %%",
	};

	for (size_t t = 0; t < sizeof(texts) / sizeof(texts[0]); t++)
		for (size_t f = 0; f < sizeof(formats) / sizeof(formats[0]); f++)
			same_strings(texts[t], formats[f]);
}

TEST("%c reads as many characters as its width says, or fails")
{
	char text[4] = "###";

	CHECK_EQ(sscanf("ab", "%3c", text), 0);
	CHECK_EQ(sscanf("abc", "%3c", text), 1);
	CHECK_STR(text, "abc");
}

TEST("0x with no digit behind it is no number")
{
	int number = 5, digits;

	CHECK_EQ(sscanf("0xg", "%i", &number), 0);
	CHECK_EQ(number, 5);
	CHECK_EQ(sscanf("0x1", "%i%n", &number, &digits), 1);
	CHECK_EQ(number, 1);
	CHECK_EQ(digits, 3);
}

TEST("%p reads what %p printed")
{
	char text[40];
	void *pointer = NULL;

	snprintf(text, sizeof(text), "%p", (void *)&pointer);
	CHECK_EQ(sscanf(text, "%p", &pointer), 1);
	CHECK(pointer == &pointer);
}
