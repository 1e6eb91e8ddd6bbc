/*
 * The series calculator's numbers.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <user/series/rational.h>

static struct natural
natural(uint64_t value)
{
	struct natural result = { .words = { (uint32_t)value, (uint32_t)(value >> 32) } };

	result.count = value >> 32 != 0 ? 2 : value != 0;
	return result;
}

static uint64_t
value_of(const struct natural *a)
{
	return (uint64_t)(a->count > 1 ? a->words[1] : 0) << 32 | (a->count > 0 ? a->words[0] : 0);
}

/* Numbers of all lengths, the same each time. */
static uint64_t
draw(void)
{
	static uint64_t state = 1;

	state = state * 6364136223846793005u + 1442695040888963407u;
	return state >> (state >> 58);
}

static uint64_t
gcd(uint64_t a, uint64_t b)
{
	return b == 0 ? a : gcd(b, a % b);
}

static bool
is_fraction(const struct rational *a, const char *text)
{
	char printed[RATIONAL_TEXT_SIZE];

	rational_print(a, true, printed);
	return CHECK_STR(printed, text);
}

static struct rational
fraction(int32_t numerator, int32_t denominator)
{
	struct rational a, b;

	rational_set(&a, numerator);
	rational_set(&b, denominator);
	CHECK(rational_divide(&a, &a, &b));
	return a;
}

TEST("arithmetic agrees with the machine's own")
{
	for (int i = 0; i < 20000; i++) {
		const uint64_t x = draw() | 1, y = draw() >> 1 | 1;
		const struct natural a = natural(x), b = natural(y), low = natural((uint32_t)x);
		struct natural result, rest;

		natural_divide(&a, &b, &result, &rest);
		CHECK(value_of(&result) == x / y && value_of(&rest) == x % y);
		natural_gcd(&result, &a, &b);
		CHECK(value_of(&result) == gcd(x, y));
		CHECK(natural_compare(&a, &b) == (x > y) - (x < y));
		CHECK(natural_multiply(&result, &low, &low));
		CHECK(value_of(&result) == (uint64_t)(uint32_t)x * (uint32_t)x);
		CHECK(natural_add(&result, &a, &b));
		natural_subtract(&result, &result, &b);
		CHECK(natural_compare(&result, &a) == 0);
	}
}

TEST("a product divided by one factor is the other, however long they are")
{
	struct natural a = natural(1), b = natural(1), product, quotient, rest, factor;

	for (uint32_t i = 2; i < 60; i++) {
		factor = natural(i * 2654435761u);
		CHECK(natural_multiply(i % 2 ? &a : &b, i % 2 ? &a : &b, &factor));
		if (a.count + b.count > NATURAL_WORDS)
			break;
		CHECK(natural_multiply(&product, &a, &b));
		natural_divide(&product, &a, &quotient, &rest);
		CHECK(natural_is_zero(&rest) && natural_compare(&quotient, &b) == 0);
	}
	CHECK(a.count > 15 && b.count > 15);
}

TEST("what is too long is refused, and nothing is written past the end")
{
	struct {
		struct natural a;
		uint32_t behind;
	} guarded = { .behind = 0x5eed };
	struct natural one = natural(1), quotient, rest;

	guarded.a.count = NATURAL_WORDS;
	for (int i = 0; i < NATURAL_WORDS; i++)
		guarded.a.words[i] = UINT32_MAX;
	CHECK(!natural_add(&guarded.a, &guarded.a, &one));
	CHECK(!natural_multiply(&guarded.a, &guarded.a, &guarded.a));
	for (int i = 0; i < NATURAL_WORDS; i++)
		guarded.a.words[i] = UINT32_MAX;
	natural_divide(&guarded.a, &guarded.a, &quotient, &rest);
	CHECK(value_of(&quotient) == 1 && natural_is_zero(&rest));
	CHECK_EQ(guarded.behind, 0x5eed);
}

TEST("fractions are in lowest terms, and zero has no sign")
{
	struct rational a = fraction(6, -4), b = fraction(3, 2), c;

	is_fraction(&a, "-3/2");
	CHECK(rational_add(&c, &a, &b));
	is_fraction(&c, "0");
	rational_negate(&c, &c);
	CHECK(!c.negative);
	CHECK(rational_multiply(&c, &a, &b));
	is_fraction(&c, "-9/4");
	CHECK(rational_divide(&c, &a, &b));
	is_fraction(&c, "-1");
	a = fraction(1, 6);
	b = fraction(-1, 10);
	CHECK(rational_add(&a, &a, &b));
	is_fraction(&a, "1/15");
	rational_set(&a, INT32_MIN);
	is_fraction(&a, "-2147483648");
}

TEST("the harmonic sum of sixty terms is right to the last digit")
{
	struct rational sum = fraction(0, 1), next;

	for (int i = 1; i <= 60; i++) {
		next = fraction(1, i);
		CHECK(rational_add(&sum, &sum, &next));
	}
	is_fraction(&sum, "15117092380124150817026911/3230237388259077233637600");
}
