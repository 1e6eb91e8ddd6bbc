/*
 * Decimal numbers of many digits, the way between doubles and text.
 *
 * Every double has a finite decimal expansion, of at most 767 digits; with
 * all of them at hand, rounding correctly is looking at the digits.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_LIBC_DECIMAL_H
#define TINE_LIBC_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * More than the digits of any double or of the midpoint between two. Digits
 * cut off beyond these can only decide whether a number is more than a
 * midpoint, and `inexact` says that there were some.
 */
#define DECIMAL_DIGITS 800

/* The value 0.d1 d2 d3 ... * 10^exponent; no zeroes at either end; no digits: zero. */
struct decimal {
	int exponent;
	int count;
	bool inexact;
	char digits[DECIMAL_DIGITS]; /* '0' to '9' */
};

void decimal_from_integer(struct decimal *decimal, uint64_t integer);
/* Multiplies by 2^bits, which may be negative. */
void decimal_shift(struct decimal *decimal, int bits);
/* Keeps `digits` digits, rounding to nearest and ties to even; may be negative. */
void decimal_round(struct decimal *decimal, int digits);

/* Takes zeroes off the end: what has added digits calls it. */
void decimal_trim(struct decimal *decimal);

#endif
