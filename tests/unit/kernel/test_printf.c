/*
 * The kernel's formatted output: what C defines, against the host's printf;
 * what is our own, against what its header says.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int (*const host_vsnprintf)(char *, size_t, const char *, va_list) = vsnprintf;

#define vsnprintf kernel_vsnprintf
#define snprintf  kernel_snprintf
#include "../../../src/kernel/lib/printf.c"

#define ROOM 200

/* Formats with both and compares text and result. Unchecked by the compiler, on purpose. */
static void
same(const char *format, ...)
{
	char ours[ROOM], theirs[ROOM];
	int our_length, their_length;
	va_list arguments;

	va_start(arguments, format);
	our_length = vsnprintf(ours, sizeof(ours), format, arguments);
	va_end(arguments);
	va_start(arguments, format);
	their_length = host_vsnprintf(theirs, sizeof(theirs), format, arguments);
	va_end(arguments);
	if (!CHECK_STR(ours, theirs) || !CHECK_EQ(our_length, their_length))
		printf("  (the format was \"%s\")\n", format);
}

/* Formats what the host's printf does not have. */
static const char *
text(const char *format, ...)
{
	static char buffer[ROOM];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(buffer, sizeof(buffer), format, arguments);
	va_end(arguments);
	return buffer;
}

/* Each subset of the flags with each width and precision, in front of each of these letters. */
static void
for_all_formats(const char *flags, const char *letters, const char *length,
		void (*with)(const char *format))
{
	static const char *const widths[] = { "", "1", "5", "12", "40" };
	static const char *const precisions[] = { "", ".", ".0", ".1", ".3", ".7", ".30" };
	size_t flag_count = strlen(flags);

	for (const char *letter = letters; *letter != '\0'; letter++)
		for (unsigned set = 0; set < 1u << flag_count; set++)
			for (size_t w = 0; w < sizeof(widths) / sizeof(widths[0]); w++)
				for (size_t p = 0; p < sizeof(precisions) / sizeof(precisions[0]);
				     p++) {
					char format[40] = "<%", *end = format + 2;

					for (size_t i = 0; i < flag_count; i++)
						if (set & 1u << i)
							*end++ = flags[i];
					sprintf(end, "%s%s%s%c>", widths[w], precisions[p], length,
						*letter);
					with(format);
				}
}

static void
ints(const char *format)
{
	static const int values[] = { 0, 1, -1, 7, 42, -12345, INT_MAX, INT_MIN };

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		same(format, values[i]);
}

static void
long_longs(const char *format)
{
	static const long long values[] = { 0, -1, 1000000007, -5000000000, LLONG_MAX, LLONG_MIN };

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		same(format, values[i]);
}

static void
longs(const char *format)
{
	same(format, 0L);
	same(format, LONG_MIN);
	same(format, 123456789L);
}

static void
strings(const char *format)
{
	same(format, "");
	same(format, "x");
	same(format, "a string of text");
}

TEST("signed numbers look as C's with all flags, widths and precisions")
{
	for_all_formats("-0+ ", "di", "", ints);
	for_all_formats("-0+ ", "d", "hh", ints);
	for_all_formats("-0+ ", "d", "h", ints);
	for_all_formats("-0+ ", "d", "l", longs);
	for_all_formats("-0+ ", "d", "z", longs);
	for_all_formats("-0+ ", "d", "ll", long_longs);
}

TEST("unsigned numbers look as C's with all flags, widths and precisions")
{
	for_all_formats("-0", "u", "", ints);
	for_all_formats("-0#", "xXo", "", ints);
	for_all_formats("-0#", "xXo", "hh", ints);
	for_all_formats("-0#", "xXo", "h", ints);
	for_all_formats("-0#", "xo", "l", longs);
	for_all_formats("-0#", "xo", "z", longs);
	for_all_formats("-0#", "xXo", "ll", long_longs);
	for_all_formats("-0", "u", "ll", long_longs);
}

TEST("strings and characters look as C's with all widths and precisions")
{
	static const char unended[3] = { 'a', 'b', 'c' };

	for_all_formats("-", "s", "", strings);
	same("%c%c|%3c|%-3c|", 'a', 0xe4, 'b', 'c');
	same("%.3s|%.*s", unended, 2, unended);
}

TEST("a zero byte can be printed as a character")
{
	char buffer[4];

	CHECK_EQ(snprintf(buffer, sizeof(buffer), "a%cb", 0), 3);
	CHECK(memcmp(buffer, "a\0b", 4) == 0);
}

TEST("width and precision can be arguments, also negative ones")
{
	same("<%*d>", 6, 42);
	same("<%*d>", -6, 42);
	same("<%-*d>", -6, 42);
	same("<%.*d>", 4, 42);
	same("<%.*d>", -4, 42);
	same("<%0*.*d>", 8, 4, -42);
	same("<%*.*s>", 8, 2, "abc");
}

TEST("several conversions take their arguments in order")
{
	same("%s: %08x %d%% %c %llu %u", "CPU", 0xbeefu, 50, 'c', 1ull << 40, 7u);
	same("nothing to convert");
	same("");
}

TEST("pointers are hexadecimal numbers with 0x in front, null included")
{
	CHECK_STR(text("%p", (void *)0xf0100000), "0xf0100000");
	CHECK_STR(text("<%12p>", (void *)0x1000), "<      0x1000>");
	CHECK_STR(text("%p", NULL), "0x0");
}

TEST("a null string is printed as such")
{
	CHECK_STR(text("%s", NULL), "(null)");
}

TEST("%e is the text of an error number of either sign")
{
	CHECK_STR(text("%e", -E_NO_MEM), "out of memory");
	CHECK_STR(text("%e", E_NO_MEM), "out of memory");
	CHECK_STR(text("<%20e>", -E_INVAL), "<   invalid parameter>");
	CHECK_STR(text("%e", 0), "no error");
	CHECK_STR(error_text(-MAXERROR), "unknown error");
	CHECK_STR(error_text(INT_MIN), "unknown error");
	CHECK_STR(error_text(INT_MAX), "unknown error");
}

TEST("every error number has a text")
{
	for (int error = 1; error < MAXERROR; error++)
		CHECK(strcmp(error_text(-error), "unknown error") != 0);
}

TEST("an unknown or unfinished conversion is printed as it stands")
{
	CHECK_STR(text("<%y>"), "<%y>");
	CHECK_STR(text("<%-5.2ly>"), "<%-5.2ly>");
	CHECK_STR(text("100%"), "100%");
	CHECK_STR(text("%08"), "%08");
}

TEST("vsnprintf cuts the text off, ends it, and gives its whole length")
{
	char buffer[8];

	memset(buffer, '#', sizeof(buffer));
	CHECK_EQ(snprintf(buffer, 5, "%s", "abcdefg"), 7);
	CHECK_STR(buffer, "abcd");
	CHECK_EQ(buffer[5], '#');
	CHECK_EQ(snprintf(buffer, 1, "%d", 12345), 5);
	CHECK_STR(buffer, "");
	CHECK_EQ(snprintf(NULL, 0, "%d", 12345), 5);
}

static void
count_bytes(void *context, const char *bytes, size_t n)
{
	(void)bytes;
	*(size_t *)context += n;
}

static int
count(size_t *total, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = kformat(count_bytes, total, format, arguments);
	va_end(arguments);
	return length;
}

TEST("widths and precisions beyond a million are taken for a million")
{
	size_t total = 0;

	CHECK_EQ(count(&total, "%99999999999999999999d", 1), 1000000);
	CHECK_EQ(total, 1000000);
	CHECK_EQ(count(&total, "%*d", INT_MAX, 1), 1000000);
	CHECK_EQ(count(&total, "%*d", INT_MIN, 1), 1000000);
	CHECK_EQ(count(&total, "%.*d", INT_MAX, -1), 1000001);
}
