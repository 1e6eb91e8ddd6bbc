/*
 * Doubles from text, against the host's, which rounds correctly.
 *
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unit.h>

#include "hooks.h"
#include "host.h"

/* One number for every NaN: which of them it is, C leaves open. */
static uint64_t
bits_of(double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof(bits));
	return __builtin_isnan(value) ? UINT64_MAX : bits;
}

static double
random_double(void)
{
	uint64_t bits = next_random();
	double value;

	memcpy(&value, &bits, sizeof(value));
	return __builtin_isfinite(value) ? value : 1.25;
}

static bool
same(const char *text)
{
	char *our_end, *their_end;
	double ours, theirs;

	errno = 0;
	*host_errno() = 0;
	ours = strtod(text, &our_end);
	theirs = host_strtod(text, &their_end);
	if (CHECK_EQ(bits_of(ours), bits_of(theirs)) & CHECK_EQ(our_end - text, their_end - text) &
	    CHECK_EQ(errno == ERANGE, *host_errno() == HOST_ERANGE))
		return true;
	CHECK_STR(text, "the text above");
	return false;
}

TEST("numbers in every spelling are read as the host reads them")
{
	static const char *const texts[] = {
		"",
		".",
		"+",
		"-.",
		"e5",
		"0",
		"-0",
		"0.0",
		"1",
		"-1",
		"+1.5",
		".5",
		"5.",
		"1e",
		"1e+",
		"1e5x",
		"1E-5",
		"0e999999999999",
		"1e999999999999",
		"-1e999999999999",
		"1e-999999999999",
		"1e308",
		"1e309",
		"1.7976931348623157e308",
		"1.7976931348623158e308",
		"1.7976931348623159e308",
		"2.2250738585072014e-308",
		"2.2250738585072011e-308",
		"4.9406564584124654e-324",
		"2.4703282292062327e-324",
		"2.4703282292062328e-324",
		"2e-324",
		"3e-324",
		"  12.5",
		"\t-3",
		"inf",
		"-INF",
		"infinity",
		"Infinit",
		"nan",
		"nan(",
		"nan(12)",
		"nan(1-2)",
		"0x",
		"0x.",
		"0x1",
		"0x1.8",
		"0x.8p1",
		"0x1p-1074",
		"0x1p-1075",
		"0x1.0000000000001p-1075",
		"0x1p1023",
		"0x1p1024",
		"0x1.fffffffffffff8p1023",
		"0x1.fffffffffffff7p1023",
		"0x1.00000000000008p0",
		"0x1.000000000000080000000001p0",
		"0x1.00000000000018p0",
		"0x1p",
		"0x1p+",
		"0X1P+4",
		"0x123456789abcdef0123456789",
		"0x0.0000000000000000000000001p100",
		"1.5.5",
		"1,5",
		"9007199254740993",
		"9007199254740992.99999999999999999999999999999999999999",
		"9007199254740993.00000000000000000000000000000000000001",
		"0.1",
		"123456789012345678901234567890",
		"00000000000000000000000000000000000000000000000001.5",
		"8.5e-320",
		"0x1.8p-1074",
	};

	for (size_t t = 0; t < sizeof(texts) / sizeof(texts[0]); t++)
		same(texts[t]);
}

TEST("seventeen digits bring every double back")
{
	for (int i = 0; i < 5000; i++) {
		double value = random_double();
		char text[64];

		host_snprintf(text, sizeof(text), "%.16e", value);
		if (!same(text) || !CHECK_EQ(bits_of(strtod(text, NULL)), bits_of(value)))
			return;
	}
}

TEST("random digits and exponents are rounded as the host rounds them")
{
	for (int i = 0; i < 5000; i++) {
		char text[64];

		host_snprintf(text, sizeof(text), "%llu.%llue%d", (unsigned long long)next_random(),
			      (unsigned long long)next_random(), (int)(next_random() % 700) - 360);
		if (!same(text))
			return;
	}
}

TEST("the middle between two doubles goes to the even one, and a digit more decides")
{
	static char text[1400];

	for (int i = 0; i < 1500; i++) {
		uint64_t bits = bits_of(random_double()) & INT64_MAX;
		long double low, high;
		double value;
		size_t length;

		if (i % 4 == 0)
			bits &= UINT64_C(
				0x007FFFFFFFFFFFFF); /* near and below the smallest normal */
		memcpy(&value, &bits, sizeof(value));
		low = value;
		bits++;
		memcpy(&value, &bits, sizeof(value));
		high = value;
		if (!__builtin_isfinite(value))
			continue;
		/* All digits; or so many that one more is the last of DECIMAL_DIGITS. */
		host_snprintf(text, sizeof(text), "%.*Le", value > 1e20 ? 798 : 1150,
			      (low + high) / 2);
		if (!same(text))
			return;
		/* The exponent moves behind one more digit, which is not zero. */
		length = strcspn(text, "e");
		memmove(text + length + 1, text + length, strlen(text + length) + 1);
		text[length] = '1';
		if (!same(text))
			return;
	}
}

TEST("atof reads the number at the start")
{
	CHECK(atof("2.5 apples") == 2.5);
	CHECK(atof("apples") == 0);
}
