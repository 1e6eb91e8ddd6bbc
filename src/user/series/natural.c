/*
 * Natural numbers, by the methods of pencil and paper.
 *
 * Source: Knuth, The Art of Computer Programming, volume 2, 4.3.1 and 4.5.2
 * (algorithm B, the binary method, which needs no division).
 *
 * SPDX-License-Identifier: MIT
 */
#include "natural.h"

#include <stddef.h>

#define WORD_BITS 32

/* The number has at most count words. */
static void
trim(struct natural *a, uint32_t count)
{
	while (count > 0 && a->words[count - 1] == 0)
		count--;
	a->count = count;
}

static uint32_t
word(const struct natural *a, uint32_t index)
{
	return index < a->count ? a->words[index] : 0;
}

void
natural_set(struct natural *result, uint32_t value)
{
	result->words[0] = value;
	trim(result, 1);
}

int
natural_compare(const struct natural *a, const struct natural *b)
{
	if (a->count != b->count)
		return a->count < b->count ? -1 : 1;
	for (uint32_t i = a->count; i-- > 0;)
		if (a->words[i] != b->words[i])
			return a->words[i] < b->words[i] ? -1 : 1;
	return 0;
}

bool
natural_add(struct natural *result, const struct natural *a, const struct natural *b)
{
	uint32_t count = a->count > b->count ? a->count : b->count;
	uint64_t carry = 0;

	for (uint32_t i = 0; i < count; i++) {
		carry += (uint64_t)word(a, i) + word(b, i);
		result->words[i] = (uint32_t)carry;
		carry >>= WORD_BITS;
	}
	if (carry != 0) {
		if (count == NATURAL_WORDS)
			return false;
		result->words[count++] = (uint32_t)carry;
	}
	result->count = count;
	return true;
}

void
natural_subtract(struct natural *result, const struct natural *a, const struct natural *b)
{
	const uint32_t count = a->count;
	uint64_t borrow = 0;

	for (uint32_t i = 0; i < count; i++) {
		const uint64_t difference = (uint64_t)a->words[i] - word(b, i) - borrow;

		result->words[i] = (uint32_t)difference;
		borrow = difference >> (2 * WORD_BITS - 1);
	}
	trim(result, count);
}

bool
natural_multiply(struct natural *result, const struct natural *a, const struct natural *b)
{
	const uint32_t count = a->count + b->count;
	struct natural product = { 0 };

	if (natural_is_zero(a) || natural_is_zero(b)) {
		result->count = 0;
		return true;
	}
	/* The product of two numbers has as many words as both, or one less. */
	if (count > NATURAL_WORDS)
		return false;
	for (uint32_t i = 0; i < a->count; i++) {
		uint64_t carry = 0;

		for (uint32_t j = 0; j < b->count; j++) {
			carry += (uint64_t)a->words[i] * b->words[j] + product.words[i + j];
			product.words[i + j] = (uint32_t)carry;
			carry >>= WORD_BITS;
		}
		product.words[i + b->count] = (uint32_t)carry;
	}
	trim(&product, count);
	*result = product;
	return true;
}

static void
double_and_add(struct natural *a, uint32_t bit)
{
	for (uint32_t i = 0; i < a->count; i++) {
		const uint32_t next = a->words[i] >> (WORD_BITS - 1);

		a->words[i] = a->words[i] << 1 | bit;
		bit = next;
	}
	if (bit != 0)
		a->words[a->count++] = bit;
}

static void
halve(struct natural *a)
{
	for (uint32_t i = 0; i < a->count; i++)
		a->words[i] = a->words[i] >> 1 | word(a, i + 1) << (WORD_BITS - 1);
	trim(a, a->count);
}

/* Bit by bit. What is left over is less than twice b: one bit longer than a, at most. */
void
natural_divide(const struct natural *a, const struct natural *b, struct natural *quotient,
	       struct natural *remainder)
{
	struct natural result = { 0 }, rest = { 0 };

	if (natural_compare(a, b) < 0) {
		*remainder = *a;
		quotient->count = 0;
		return;
	}
	for (uint32_t i = a->count * WORD_BITS; i-- > 0;) {
		double_and_add(&rest, a->words[i / WORD_BITS] >> i % WORD_BITS & 1);
		if (natural_compare(&rest, b) >= 0) {
			natural_subtract(&rest, &rest, b);
			result.words[i / WORD_BITS] |= 1u << i % WORD_BITS;
		}
	}
	trim(&result, a->count);
	*quotient = result;
	*remainder = rest;
}

uint32_t
natural_divide_word(struct natural *a, uint32_t divisor)
{
	uint64_t rest = 0;

	for (uint32_t i = a->count; i-- > 0;) {
		rest = rest << WORD_BITS | a->words[i];
		a->words[i] = (uint32_t)(rest / divisor);
		rest %= divisor;
	}
	trim(a, a->count);
	return (uint32_t)rest;
}

static bool
is_even(const struct natural *a)
{
	return !(word(a, 0) & 1);
}

void
natural_gcd(struct natural *result, const struct natural *a, const struct natural *b)
{
	struct natural u = *a, v = *b, *greater, *less;
	unsigned twos = 0;

	if (natural_is_zero(a) || natural_is_zero(b)) {
		*result = natural_is_zero(a) ? *b : *a;
		return;
	}
	for (; is_even(&u) && is_even(&v); twos++) {
		halve(&u);
		halve(&v);
	}
	greater = &u;
	less = &v;
	while (!natural_is_zero(greater)) {
		while (is_even(greater))
			halve(greater);
		while (is_even(less))
			halve(less);
		if (natural_compare(greater, less) < 0) {
			struct natural *swap = greater;

			greater = less;
			less = swap;
		}
		natural_subtract(greater, greater, less);
	}
	while (twos-- > 0)
		double_and_add(less, 0);
	*result = *less;
}
