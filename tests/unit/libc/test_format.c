/*
 * printf's integers, strings and padding, against the host's; and the lab's
 * own conversions.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unit.h>

#include "hooks.h"
#include "host.h"
#include <libc/stdio/gather.h>

#define COUNT(array)  (sizeof(array) / sizeof((array)[0]))
#define ONE_OF(array) ((array)[next_random() % COUNT(array)])

#define SAME(...)                                                                     \
	do {                                                                          \
		char ours[512], theirs[512];                                          \
		int length = snprintf(ours, sizeof(ours), __VA_ARGS__);               \
		CHECK_EQ(length, host_snprintf(theirs, sizeof(theirs), __VA_ARGS__)); \
		CHECK_STR(ours, theirs);                                              \
	} while (0)

static const char *const flags[] = {
	"", "-", "+", " ", "#", "0", "-+", "-0", "+0", " 0", "#0", "-#", "+ ", "-+ #0",
};
static const char *const widths[] = { "", "5", "12", "40" };
static const char *const precisions[] = { "", ".", ".1", ".3", ".11", ".30" };

static const long long values[] = {
	0,         1,
	-1,        7,
	8,         9,
	10,        99,
	100,       -100,
	127,       128,
	255,       256,
	32767,     32768,
	65535,     65536,
	INT_MAX,   INT_MIN,
	UINT_MAX,  1LL << 32,
	LLONG_MAX, LLONG_MIN,
	0xabcdef,  4294967295000000000,
};

TEST("integers print as the host prints them, whatever the flags, width, precision and size")
{
	static const char *const sizes[] = { "hh", "h", "", "l", "ll", "j", "z", "t" };

	for (int round = 0; round < 6000; round++) {
		const char *size = ONE_OF(sizes);
		char format[64];

		host_snprintf(format, sizeof(format), "[%%%s%s%s%s%c]", ONE_OF(flags),
			      ONE_OF(widths), ONE_OF(precisions), size,
			      "diuoxX"[next_random() % 6]);
		for (size_t v = 0; v < COUNT(values); v++) {
			if (size[0] == '\0' || size[0] == 'h')
				SAME(format, (int)values[v]);
			else
				SAME(format, values[v]);
		}
	}
}

TEST("strings and characters print as the host prints them")
{
	static const char *const strings[] = { "", "a", "hello", "a longer string, of 29 bytes." };

	for (size_t f = 0; f < 2; f++)
		for (size_t w = 0; w < COUNT(widths); w++)
			for (size_t p = 0; p < COUNT(precisions); p++) {
				char format[64];

				host_snprintf(format, sizeof(format), "%%%s%s%ss|", flags[f],
					      widths[w], precisions[p]);
				for (size_t s = 0; s < COUNT(strings); s++)
					SAME(format, strings[s]);
				host_snprintf(format, sizeof(format), "%%%s%sc|", flags[f],
					      widths[w]);
				SAME(format, 'x');
			}
}

TEST("width and precision are taken from the arguments, and negative ones mean what C says")
{
	SAME("%*d|%-*d|%*d", 7, 42, 7, 42, -7, 42);
	SAME("%.*d|%.*d|%.*s", 4, 42, -4, 42, 2, "abc");
	SAME("%*.*s|%-*.*d", 9, 3, "abcdef", 9, 5, 77);
	SAME("%0*d|%.*f", 6, -3, 2, 2.5);
}

TEST("a string is not read beyond its precision")
{
	const char unterminated[3] = { 'a', 'b', 'c' };
	char text[8];

	snprintf(text, sizeof(text), "%.3s", unterminated);
	CHECK_STR(text, "abc");
	snprintf(text, sizeof(text), "%s", (const char *)NULL);
	CHECK_STR(text, "(null)");
}

TEST("a character of value 0 is printed and counted")
{
	char text[8] = "xxxxxxx";

	CHECK_EQ(snprintf(text, sizeof(text), "a%cb", 0), 3);
	CHECK(memcmp(text, "a\0b", 4) == 0);
}

TEST("%p prints all digits of an address")
{
	char text[40], expected[40];

	snprintf(text, sizeof(text), "%p %p", (void *)0x1234, NULL);
	host_snprintf(expected, sizeof(expected), "0x%0*x 0x%0*x", (int)(2 * sizeof(void *)),
		      0x1234, (int)(2 * sizeof(void *)), 0);
	CHECK_STR(text, expected);
}

TEST("%e prints the text of an error of either sign, and the number of an unknown one")
{
	char text[100];

	snprintf(text, sizeof(text), "%e, %e", -E_NO_MEM, E_NO_MEM);
	CHECK_STR(text, "out of memory, out of memory");
	snprintf(text, sizeof(text), "%e|%e|%e", -99, 1000, 0);
	CHECK_STR(text, "error 99|error 1000|error 0");
	snprintf(text, sizeof(text), "%e|%e", INT_MIN, INT_MAX);
	CHECK_STR(text, "error 2147483648|error 2147483647");
	snprintf(text, sizeof(text), "%18e|%-18e|%.3e", -E_INVAL, -E_INVAL, -E_INVAL);
	CHECK_STR(text, " invalid parameter|invalid parameter |inv");
	for (int error = 1; error < MAXERROR; error++) {
		snprintf(text, sizeof(text), "%e", error);
		CHECK(strncmp(text, "error ", 6) != 0);
	}
}

TEST("strerror gives the text that %e prints")
{
	CHECK_STR(strerror(ENOMEM), "out of memory");
	CHECK_STR(strerror(-E_FAULT), "segmentation fault");
	CHECK_STR(strerror(ERANGE), "result out of range");
	CHECK_STR(strerror(77), "error 77");
}

TEST("%n and other conversions that do not exist are printed as they stand")
{
	char text[100];
	int untouched = 5;

	CHECK_EQ(snprintf(text, sizeof(text), "a%nb%5yc%", &untouched), 9);
	CHECK_STR(text, "a%nb%5yc%");
	CHECK_EQ(untouched, 5);
	snprintf(text, sizeof(text), "100%%|%-5%|");
	CHECK_STR(text, "100%|%|");
	snprintf(text, sizeof(text), "%");
	CHECK_STR(text, "%");
	snprintf(text, sizeof(text), "%-08.3ll");
	CHECK_STR(text, "%-08.3ll");
}

TEST("snprintf writes no more than it may, ends the string and counts it all")
{
	char text[8];

	for (size_t size = 0; size <= sizeof(text); size++) {
		memset(text, '#', sizeof(text));
		CHECK_EQ(snprintf(text, size, "%s-%d", "abc", 42), 6);
		for (size_t i = 0; i < sizeof(text); i++)
			CHECK_EQ(text[i], i >= size || i > 6 ? '#'
					  : i + 1 < size     ? "abc-42"[i]
							     : '\0');
	}
}

TEST("a text longer than INT_MAX is an error")
{
	char text[4];

	errno = 0;
	CHECK_EQ(snprintf(text, sizeof(text), "ab%*d%d", INT_MAX, 1, 2), -1);
	CHECK_EQ(errno, EOVERFLOW);
	CHECK(strncmp(text, "ab", 2) == 0);
}

TEST("a short cprintf is one console write, and a long one is written in pieces of 256")
{
	char expected[601];

	console_clear();
	CHECK_EQ(cprintf("[%08x] %s %d%c", 0x1000, "new env", 7, '\n'), 21);
	CHECK_EQ(console_writes(), 1);
	CHECK_STR(console_text(), "[00001000] new env 7\n");

	console_clear();
	memset(expected, 'x', 600);
	expected[600] = '\0';
	CHECK_EQ(cprintf("%s", expected), 600);
	CHECK_EQ(console_writes(), 3);
	CHECK_STR(console_text(), expected);

	console_clear();
	CHECK_EQ(cprintf("%s", ""), 0);
	CHECK_EQ(console_writes(), 0);
}

TEST("a line that is gathered from several parts is one console write")
{
	struct gathered text = { .length = 0 };

	console_clear();
	CHECK_EQ(gather(&text, "[%08x] user panic: ", 0x1000), 23);
	CHECK_EQ(gather(&text, "not so: %s", "a == b"), 14);
	CHECK_EQ(console_writes(), 0);
	gather_flush(&text);
	CHECK_EQ(console_writes(), 1);
	CHECK_STR(console_text(), "[00001000] user panic: not so: a == b");
}
