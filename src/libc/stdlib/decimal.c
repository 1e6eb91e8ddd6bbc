/*
 * Arithmetic on decimal numbers: long multiplication and division by powers
 * of two, in 32 bits.
 *
 * SPDX-License-Identifier: MIT
 */
#include "decimal.h"

#include <string.h>

/* Largest step of a shift: ten times 2^28 still fits 32 bits. */
#define SHIFT_MAX 28

void
decimal_trim(struct decimal *decimal)
{
	while (decimal->count > 0 && decimal->digits[decimal->count - 1] == '0')
		decimal->count--;
	if (decimal->count == 0)
		decimal->exponent = 0;
}

/* Puts the digits of an integer in front; the number grows by that integer. */
static void
prepend(struct decimal *decimal, uint64_t integer)
{
	char text[20];
	int length = 0, kept = decimal->count;

	for (; integer != 0; integer /= 10)
		text[sizeof(text) - (size_t)++length] = (char)('0' + integer % 10);
	for (; kept > DECIMAL_DIGITS - length; kept--)
		decimal->inexact |= decimal->digits[kept - 1] != '0';
	memmove(decimal->digits + length, decimal->digits, (size_t)kept);
	memcpy(decimal->digits, text + sizeof(text) - length, (size_t)length);
	decimal->count = kept + length;
	decimal->exponent += length;
}

void
decimal_from_integer(struct decimal *decimal, uint64_t integer)
{
	decimal->exponent = 0;
	decimal->count = 0;
	decimal->inexact = false;
	prepend(decimal, integer);
	decimal_trim(decimal);
}

static void
multiply(struct decimal *decimal, int bits)
{
	uint32_t carry = 0;

	for (int i = decimal->count - 1; i >= 0; i--) {
		carry += (uint32_t)(decimal->digits[i] - '0') << bits;
		decimal->digits[i] = (char)('0' + carry % 10);
		carry /= 10;
	}
	prepend(decimal, carry);
	decimal_trim(decimal);
}

static void
divide(struct decimal *decimal, int bits)
{
	uint32_t rest = 0, below = ((uint32_t)1 << bits) - 1;
	int written = 0, exponent = decimal->exponent;

	for (int i = 0; i < decimal->count || rest != 0; i++) {
		uint32_t digit;

		rest *= 10;
		if (i < decimal->count)
			rest += (uint32_t)(decimal->digits[i] - '0');
		digit = rest >> bits;
		rest &= below;
		if (written == 0 && digit == 0)
			exponent--;
		else if (written < DECIMAL_DIGITS)
			decimal->digits[written++] = (char)('0' + digit);
		else
			decimal->inexact |= digit != 0;
	}
	decimal->count = written;
	decimal->exponent = exponent;
	decimal_trim(decimal);
}

void
decimal_shift(struct decimal *decimal, int bits)
{
	for (; bits > SHIFT_MAX; bits -= SHIFT_MAX)
		multiply(decimal, SHIFT_MAX);
	for (; bits < -SHIFT_MAX; bits += SHIFT_MAX)
		divide(decimal, SHIFT_MAX);
	if (bits > 0)
		multiply(decimal, bits);
	else if (bits < 0)
		divide(decimal, -bits);
}

/* Whether more than a half follows the first `digits` digits, or a half and the last is odd. */
static bool
rounds_up(const struct decimal *decimal, int digits)
{
	if (decimal->digits[digits] != '5')
		return decimal->digits[digits] > '5';
	if (digits + 1 < decimal->count || decimal->inexact)
		return true;
	return digits > 0 && (decimal->digits[digits - 1] - '0') % 2 != 0;
}

void
decimal_round(struct decimal *decimal, int digits)
{
	bool up;

	if (digits >= decimal->count)
		return;
	if (digits < 0) {
		decimal->count = 0;
		decimal->exponent = 0;
		return;
	}
	up = rounds_up(decimal, digits);
	decimal->count = digits;
	if (up) {
		while (decimal->count > 0 && decimal->digits[decimal->count - 1] == '9')
			decimal->count--;
		if (decimal->count > 0) {
			decimal->digits[decimal->count - 1]++;
			return;
		}
		decimal->digits[decimal->count++] = '1';
		decimal->exponent++;
		return;
	}
	decimal_trim(decimal);
}
