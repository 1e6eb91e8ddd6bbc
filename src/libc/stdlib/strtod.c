/*
 * Doubles from text, correctly rounded (to nearest, ties to even).
 *
 * Decimal and hexadecimal text both become 64 bits, a power of two and a note
 * of whether anything non-zero was left out; rounding happens once, from these.
 *
 * SPDX-License-Identifier: MIT
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "decimal.h"

/* IEEE 754 binary64. */
#define MANTISSA_BITS 53
#define EXPONENT_MIN  (-1074) /* of the last bit */
#define EXPONENT_MAX  971
#define INFINITY_BITS 0x7FF0000000000000u

/* Exponents beyond this make zero or infinity of any number that fits in memory. */
#define EXPONENT_ENOUGH 100000000

/* integer * 2^exponent, and a bit more if inexact. */
struct rounding {
	uint64_t integer;
	int exponent;
	bool inexact;
};

static double
double_from_bits(uint64_t bits)
{
	double value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

static double
out_of_range(uint64_t bits)
{
	errno = ERANGE;
	return double_from_bits(bits);
}

/* The nearest multiple of 2^shift, divided by 2^shift; shift is 1 to 64. */
static uint64_t
round_off(struct rounding from, int shift)
{
	uint64_t half = (uint64_t)1 << (shift - 1);
	uint64_t rest = from.integer & (half + (half - 1));
	uint64_t kept = shift < 64 ? from.integer >> shift : 0;

	return kept + (rest > half || (rest == half && (from.inexact || kept % 2 != 0)));
}

static double
round_to_double(struct rounding from)
{
	int shift = 64 - MANTISSA_BITS;
	uint64_t mantissa;

	if (from.integer == 0)
		return 0;
	for (; from.integer >> 63 == 0; from.integer <<= 1)
		from.exponent--;

	if (shift < EXPONENT_MIN - from.exponent)
		shift = EXPONENT_MIN - from.exponent;
	if (shift > 64)
		return out_of_range(0);
	mantissa = round_off(from, shift);
	from.exponent += shift;
	if (from.exponent + (int)(mantissa >> MANTISSA_BITS) > EXPONENT_MAX)
		return out_of_range(INFINITY_BITS);
	if (mantissa >> (MANTISSA_BITS - 1) == 0 &&
	    (from.inexact || shift == 64 || mantissa << shift != from.integer))
		errno = ERANGE;
	/*
	 * The exponent's field starts one too low, and the mantissa's top bit
	 * makes up for it: so a subnormal number, which has none, and a carry
	 * out of the mantissa both come out right.
	 */
	return double_from_bits(((uint64_t)(from.exponent - EXPONENT_MIN) << (MANTISSA_BITS - 1)) +
				mantissa);
}

/* The exponent at `at` behind one of these letters, added to *exponent, if there is one. */
static const char *
parse_exponent(const char *at, char lower, int *exponent)
{
	bool negative;
	int value = 0;

	if (tolower((unsigned char)at[0]) != lower)
		return at;
	negative = at[1] == '-';
	if (!isdigit((unsigned char)at[at[1] == '-' || at[1] == '+' ? 2 : 1]))
		return at;
	for (at += at[1] == '-' || at[1] == '+' ? 2 : 1; isdigit((unsigned char)*at); at++)
		if (value < EXPONENT_ENOUGH)
			value = value * 10 + (*at - '0');
	*exponent += negative ? -value : value;
	return at;
}

/* Null if there is no number at `at`. */
static const char *
parse_hexadecimal(const char *at, struct rounding *number)
{
	bool fraction = false, any = false;

	*number = (struct rounding){ 0, 0, false };
	for (;; at++) {
		char c = *at;
		unsigned digit;

		if (c == '.' && !fraction) {
			fraction = true;
			continue;
		}
		if (!isxdigit((unsigned char)c))
			break;
		any = true;
		digit = (unsigned)(isdigit((unsigned char)c)
					   ? c - '0'
					   : tolower((unsigned char)c) - 'a' + 10);
		if (number->integer >> 60 == 0) {
			number->integer = number->integer << 4 | digit;
			number->exponent -= fraction ? 4 : 0;
		} else {
			number->inexact |= digit != 0;
			number->exponent += fraction ? 0 : 4;
		}
	}
	return any ? parse_exponent(at, 'p', &number->exponent) : NULL;
}

/* Null if there is no number at `at`. */
static const char *
parse_decimal(const char *at, struct decimal *decimal)
{
	bool fraction = false, any = false;

	decimal->exponent = 0;
	decimal->count = 0;
	decimal->inexact = false;
	for (;; at++) {
		if (*at == '.' && !fraction) {
			fraction = true;
			continue;
		}
		if (!isdigit((unsigned char)*at))
			break;
		any = true;
		if (decimal->count == 0 && *at == '0') {
			decimal->exponent -= fraction ? 1 : 0;
			continue;
		}
		decimal->exponent += fraction ? 0 : 1;
		if (decimal->count < DECIMAL_DIGITS)
			decimal->digits[decimal->count++] = *at;
		else
			decimal->inexact |= *at != '0';
	}
	if (!any)
		return NULL;
	at = parse_exponent(at, 'e', &decimal->exponent);
	decimal_trim(decimal);
	return at;
}

/* Scales the number until it has DIGITS digits before the point, and takes these. */
static struct rounding
binary_from_decimal(struct decimal *decimal)
{
	enum { DIGITS = 19 }; /* at least 59 bits, and fewer than 64 */
	struct rounding binary = { 0, 0, false };
	int missing;

	if (decimal->count == 0)
		return binary;
	if (decimal->exponent > DECIMAL_DIGITS || decimal->exponent < -DECIMAL_DIGITS)
		return (struct rounding){
			1, decimal->exponent < 0 ? -EXPONENT_ENOUGH : EXPONENT_ENOUGH, false
		};
	/* A factor of 8 per digit, since it never goes too far. */
	while ((missing = DIGITS - decimal->exponent) != 0) {
		decimal_shift(decimal, 3 * missing);
		binary.exponent -= 3 * missing;
	}
	for (int i = 0; i < DIGITS; i++)
		binary.integer = binary.integer * 10 +
				 (i < decimal->count ? (unsigned)(decimal->digits[i] - '0') : 0);
	binary.inexact = decimal->inexact || decimal->count > DIGITS;
	return binary;
}

/* "inf", "infinity", "nan" or "nan(characters)"; null if there is none of these at `at`. */
static const char *
parse_name(const char *at, double *value)
{
	size_t length;

	if (strncasecmp(at, "nan", 3) == 0) {
		*value = __builtin_nan("");
		at += 3;
		if (*at != '(')
			return at;
		for (length = 1; isalnum((unsigned char)at[length]) || at[length] == '_';)
			length++;
		return at[length] == ')' ? at + length + 1 : at;
	}
	if (strncasecmp(at, "inf", 3) != 0)
		return NULL;
	*value = __builtin_inf();
	return at + (strncasecmp(at, "infinity", 8) == 0 ? 8 : 3);
}

static const char *
parse_number(const char *at, double *value)
{
	struct decimal decimal;
	struct rounding binary;
	const char *end = NULL;

	if (at[0] == '0' && (at[1] == 'x' || at[1] == 'X'))
		end = parse_hexadecimal(at + 2, &binary);
	if (end == NULL) {
		end = parse_decimal(at, &decimal);
		if (end == NULL)
			return NULL;
		binary = binary_from_decimal(&decimal);
	}
	*value = round_to_double(binary);
	return end;
}

double
strtod(const char *restrict s, char **restrict end)
{
	const char *at = s, *after;
	double value = 0;
	bool negative;

	while (isspace((unsigned char)*at))
		at++;
	negative = *at == '-';
	if (*at == '-' || *at == '+')
		at++;
	after = parse_name(at, &value);
	if (after == NULL)
		after = parse_number(at, &value);
	if (end != NULL)
		*end = (char *)(uintptr_t)(after != NULL ? after : s);
	return negative && after != NULL ? -value : value;
}

double
atof(const char *s)
{
	return strtod(s, NULL);
}
