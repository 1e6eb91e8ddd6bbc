/*
 * Rational numbers in lowest terms.
 *
 * Functions return false if a number would have more digits than struct
 * natural has room for; their result is then of no use. A result may be one
 * of the arguments.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_USER_SERIES_RATIONAL_H
#define TINE_USER_SERIES_RATIONAL_H

#include "natural.h"

struct rational {
	bool negative; /* never so if it is 0 */
	struct natural numerator;
	struct natural denominator; /* at least 1; 1 if the number is 0 */
};

void rational_set(struct rational *result, int32_t value);

static inline bool
rational_is_zero(const struct rational *a)
{
	return natural_is_zero(&a->numerator);
}

void rational_negate(struct rational *result, const struct rational *a);
bool rational_add(struct rational *result, const struct rational *a, const struct rational *b);
bool rational_multiply(struct rational *result, const struct rational *a, const struct rational *b);

/* b must not be 0. */
bool rational_divide(struct rational *result, const struct rational *a, const struct rational *b);

/* Room for the longest, with sign, slash and zero byte. */
#define RATIONAL_TEXT_SIZE (2 * (NATURAL_WORDS * 10 + 1) + 2)

/* "-5/6", "7"; the sign is left out if it is not wanted. */
void rational_print(const struct rational *a, bool sign, char text[RATIONAL_TEXT_SIZE]);

#endif
