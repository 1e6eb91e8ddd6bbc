/*
 * printf's floating-point conversions: f F g G E a A.
 *
 * A double is turned into all of its decimal digits, rounded once, and laid
 * out; every result is the correctly rounded one, ties to even.
 *
 * SPDX-License-Identifier: MIT
 */
#include <ctype.h>
#include <string.h>

#include "field.h"

/* IEEE 754 binary64: value = mantissa * 2^(exponent - SCALE). */
#define MANTISSA_BITS 52
#define EXPONENT_MAX  0x7FF
#define SCALE         1075

/* Beyond this many digits no double has any more. */
#define PRECISION_ENOUGH (2 * DECIMAL_DIGITS)

struct binary {
	uint64_t mantissa;
	int exponent;
};

static struct binary
split(double value)
{
	uint64_t bits;
	struct binary binary;

	memcpy(&bits, &value, sizeof(bits));
	binary.mantissa = bits & (((uint64_t)1 << MANTISSA_BITS) - 1);
	binary.exponent = (int)(bits >> MANTISSA_BITS) & EXPONENT_MAX;
	if (binary.exponent != 0)
		binary.mantissa |= (uint64_t)1 << MANTISSA_BITS;
	else
		binary.exponent = 1; /* subnormal: the same scale, without the top bit */
	return binary;
}

/* Adds `count` decimal digits from number `from` on; there are zeroes on both sides. */
static void
add_digits(struct field *field, const struct decimal *decimal, int from, int64_t count)
{
	int64_t leading = 0, present = 0;

	if (from < 0) {
		leading = -from < count ? -from : count;
		from += (int)leading;
	}
	count -= leading;
	if (from < decimal->count)
		present = decimal->count - from < count ? decimal->count - from : count;
	field_add(field, NULL, (size_t)leading);
	field_add(field, decimal->digits + from, (size_t)present);
	field_add(field, NULL, (size_t)(count - present));
}

static void
add_point(struct field *field, int64_t precision, bool alternate)
{
	field_add(field, ".", precision > 0 || alternate ? 1 : 0);
}

/* Written from the end of the text. */
static void
add_exponent(struct field *field, char letter, int exponent, int digits_wanted)
{
	char *end = field->text + sizeof(field->text), *start = end;

	for (unsigned rest = (unsigned)(exponent < 0 ? -exponent : exponent);
	     rest != 0 || end - start < digits_wanted; rest /= 10)
		*--start = (char)('0' + rest % 10);
	*--start = exponent < 0 ? '-' : '+';
	*--start = letter;
	field_add(field, start, (size_t)(end - start));
}

static void
round_digits(struct decimal *decimal, int64_t digits)
{
	decimal_round(decimal, (int)(digits < PRECISION_ENOUGH ? digits : PRECISION_ENOUGH));
}

static void
add_fixed(struct field *field, struct decimal *decimal, int64_t precision, bool alternate)
{
	round_digits(decimal, decimal->exponent + precision);
	if (decimal->exponent > 0)
		add_digits(field, decimal, 0, decimal->exponent);
	else
		field_add(field, "0", 1);
	add_point(field, precision, alternate);
	add_digits(field, decimal, decimal->exponent, precision);
}

static void
add_scientific(struct field *field, struct decimal *decimal, int64_t precision, bool alternate,
	       char letter)
{
	round_digits(decimal, precision + 1);
	add_digits(field, decimal, 0, 1);
	add_point(field, precision, alternate);
	add_digits(field, decimal, 1, precision);
	add_exponent(field, letter, decimal->count > 0 ? decimal->exponent - 1 : 0, 2);
}

/* C11 7.21.6.1, g: the shorter of both styles, without trailing zeroes. */
static void
add_general(struct field *field, struct decimal *decimal, int64_t precision, bool alternate,
	    char letter)
{
	int64_t shown, present;
	int exponent;

	if (precision == 0)
		precision = 1;
	round_digits(decimal, precision);
	exponent = decimal->count > 0 ? decimal->exponent - 1 : 0;
	if (exponent < -4 || exponent >= precision) {
		shown = precision - 1;
		present = decimal->count - 1;
		shown = alternate || shown < present ? shown : present;
		add_scientific(field, decimal, shown, alternate, letter);
		return;
	}
	shown = precision - 1 - exponent;
	present = decimal->count > decimal->exponent ? decimal->count - decimal->exponent : 0;
	shown = alternate || shown < present ? shown : present;
	add_fixed(field, decimal, shown, alternate);
}

/* One digit, the binary point, 13 digits; fewer if they say the same or were asked for. */
static void
add_hexadecimal(struct field *field, double value, int64_t precision, bool alternate, bool upper)
{
	const char *digit = upper ? "0123456789ABCDEF" : "0123456789abcdef";
	struct binary binary = split(value);
	int64_t present = MANTISSA_BITS / 4;

	strcat(field->prefix, upper ? "0X" : "0x");
	if (precision >= 0 && precision < present) {
		unsigned dropped = (unsigned)(present - precision) * 4;
		uint64_t half = (uint64_t)1 << (dropped - 1);
		uint64_t odd = binary.mantissa >> dropped & 1;

		binary.mantissa = (binary.mantissa + half - 1 + odd) >> dropped << dropped;
		present = precision;
	} else if (precision < 0) {
		while (present > 0 &&
		       (binary.mantissa & (((uint64_t)1 << (56 - 4 * present)) - 1)) == 0)
			present--;
		precision = present;
	}
	for (int i = 0; i <= present; i++)
		field->text[i] = digit[binary.mantissa >> (MANTISSA_BITS - 4 * i) & 0xF];
	field_add(field, field->text, 1);
	add_point(field, precision, alternate);
	field_add(field, field->text + 1, (size_t)present);
	field_add(field, NULL, (size_t)(precision - present));
	add_exponent(field, upper ? 'P' : 'p',
		     value == 0 ? 0 : binary.exponent - (SCALE - MANTISSA_BITS), 1);
}

void
field_float(struct field *field, struct decimal *decimal, double value, char style, int precision,
	    bool alternate)
{
	bool upper = isupper((unsigned char)style);
	struct binary binary;

	if (__builtin_isnan(value) || __builtin_isinf(value)) {
		const char *text =
			__builtin_isnan(value) ? (upper ? "NAN" : "nan") : (upper ? "INF" : "inf");

		field_add(field, text, 3);
		return;
	}
	field->zero_pad = true;
	if (style == 'a' || style == 'A') {
		add_hexadecimal(field, value, precision, alternate, upper);
		return;
	}
	if (precision < 0)
		precision = 6;
	binary = split(value);
	decimal_from_integer(decimal, binary.mantissa);
	decimal_shift(decimal, binary.exponent - SCALE);
	if (style == 'f' || style == 'F')
		add_fixed(field, decimal, precision, alternate);
	else if (style == 'E')
		add_scientific(field, decimal, precision, alternate, 'E');
	else
		add_general(field, decimal, precision, alternate, upper ? 'E' : 'e');
}
