/*
 * Natural numbers of up to NATURAL_WORDS * 32 bits.
 *
 * Functions that can need more than that return false; their result is then
 * of no use. A result may be one of the arguments.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_USER_SERIES_NATURAL_H
#define TINE_USER_SERIES_NATURAL_H

#include <stdbool.h>
#include <stdint.h>

#define NATURAL_WORDS 48

struct natural {
	uint32_t count; /* of words in use; the last of them is not 0 */
	uint32_t words[NATURAL_WORDS +
		       1]; /* least significant first; one more for a division's bit */
};

static inline bool
natural_is_zero(const struct natural *a)
{
	return a->count == 0;
}

void natural_set(struct natural *result, uint32_t value);

/* Less than 0, 0, or greater, as a is less than b, equal, or greater. */
int natural_compare(const struct natural *a, const struct natural *b);

bool natural_add(struct natural *result, const struct natural *a, const struct natural *b);

/* b must not be greater than a. */
void natural_subtract(struct natural *result, const struct natural *a, const struct natural *b);

bool natural_multiply(struct natural *result, const struct natural *a, const struct natural *b);

/* Divide a by b, which is not 0. */
void natural_divide(const struct natural *a, const struct natural *b, struct natural *quotient,
		    struct natural *remainder);

/* Divide in place by a number that is not 0; returns the remainder. */
uint32_t natural_divide_word(struct natural *a, uint32_t divisor);

/* The greatest common divisor; of 0 and a it is a. */
void natural_gcd(struct natural *result, const struct natural *a, const struct natural *b);

#endif
