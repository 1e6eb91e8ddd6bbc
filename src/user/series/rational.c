/*
 * Rational numbers in lowest terms.
 *
 * SPDX-License-Identifier: MIT
 */
#include "rational.h"

#include <stddef.h>

void
rational_set(struct rational *result, int32_t value)
{
	result->negative = value < 0;
	natural_set(&result->numerator, value < 0 ? -(uint32_t)value : (uint32_t)value);
	natural_set(&result->denominator, 1);
}

static void
reduce(struct rational *a)
{
	struct natural divisor, rest;

	natural_gcd(&divisor, &a->numerator, &a->denominator);
	natural_divide(&a->numerator, &divisor, &a->numerator, &rest);
	natural_divide(&a->denominator, &divisor, &a->denominator, &rest);
	if (rational_is_zero(a))
		a->negative = false;
}

void
rational_negate(struct rational *result, const struct rational *a)
{
	*result = *a;
	result->negative = !a->negative && !rational_is_zero(a);
}

bool
rational_add(struct rational *result, const struct rational *a, const struct rational *b)
{
	struct natural left, right;
	struct rational sum = { .negative = a->negative };

	if (!natural_multiply(&left, &a->numerator, &b->denominator) ||
	    !natural_multiply(&right, &b->numerator, &a->denominator) ||
	    !natural_multiply(&sum.denominator, &a->denominator, &b->denominator))
		return false;
	if (a->negative == b->negative) {
		if (!natural_add(&sum.numerator, &left, &right))
			return false;
	} else if (natural_compare(&left, &right) >= 0) {
		natural_subtract(&sum.numerator, &left, &right);
	} else {
		natural_subtract(&sum.numerator, &right, &left);
		sum.negative = b->negative;
	}
	reduce(&sum);
	*result = sum;
	return true;
}

bool
rational_multiply(struct rational *result, const struct rational *a, const struct rational *b)
{
	struct rational product = { .negative = a->negative != b->negative };

	if (!natural_multiply(&product.numerator, &a->numerator, &b->numerator) ||
	    !natural_multiply(&product.denominator, &a->denominator, &b->denominator))
		return false;
	reduce(&product);
	*result = product;
	return true;
}

bool
rational_divide(struct rational *result, const struct rational *a, const struct rational *b)
{
	const struct rational inverse = { .negative = b->negative,
					  .numerator = b->denominator,
					  .denominator = b->numerator };

	return rational_multiply(result, a, &inverse);
}

/* Append a number's digits; returns where they end. */
static char *
print_natural(const struct natural *a, char *text)
{
	struct natural rest = *a;
	size_t length = 0;

	do {
		text[length++] = (char)('0' + natural_divide_word(&rest, 10));
	} while (!natural_is_zero(&rest));
	for (size_t i = 0; i < length / 2; i++) {
		const char digit = text[i];

		text[i] = text[length - 1 - i];
		text[length - 1 - i] = digit;
	}
	return text + length;
}

void
rational_print(const struct rational *a, bool sign, char text[RATIONAL_TEXT_SIZE])
{
	if (sign && a->negative)
		*text++ = '-';
	text = print_natural(&a->numerator, text);
	if (a->denominator.count != 1 || a->denominator.words[0] != 1) {
		*text++ = '/';
		text = print_natural(&a->denominator, text);
	}
	*text = '\0';
}
