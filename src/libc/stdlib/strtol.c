/*
 * Integers from text: one reader of 64 bits, and the standard's functions
 * around it, each with its own limits.
 *
 * SPDX-License-Identifier: MIT
 */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

struct parsed {
	uint64_t magnitude;
	bool negative;
	bool overflow; /* the magnitude does not fit 64 bits */
};

/* The value of a digit, or something above any base. */
static unsigned
digit_value(char c)
{
	if (isdigit((unsigned char)c))
		return (unsigned)(c - '0');
	if (isalpha((unsigned char)c))
		return (unsigned)(tolower((unsigned char)c) - 'a' + 10);
	return UINT_MAX;
}

static struct parsed
parse(const char *s, char **end, int base)
{
	struct parsed parsed = { 0, false, false };
	const char *at = s;

	if (end != NULL)
		*end = (char *)(uintptr_t)s;
	if (base < 0 || base == 1 || base > 36) {
		errno = EINVAL;
		return parsed;
	}
	while (isspace((unsigned char)*at))
		at++;
	parsed.negative = *at == '-';
	if (*at == '-' || *at == '+')
		at++;
	/* 0x is a prefix only with a digit behind it: "0xg" is the number 0. */
	if ((base == 0 || base == 16) && at[0] == '0' && (at[1] == 'x' || at[1] == 'X') &&
	    digit_value(at[2]) < 16) {
		at += 2;
		base = 16;
	} else if (base == 0)
		base = *at == '0' ? 8 : 10;

	for (; digit_value(*at) < (unsigned)base; at++) {
		parsed.overflow |=
			__builtin_mul_overflow(parsed.magnitude, (unsigned)base, &parsed.magnitude);
		parsed.overflow |= __builtin_add_overflow(parsed.magnitude, digit_value(*at),
							  &parsed.magnitude);
		if (end != NULL)
			*end = (char *)(uintptr_t)(at + 1);
	}
	return parsed;
}

/* maximum is the largest value of the type, and the smallest is -maximum - 1. */
static int64_t
parse_signed(const char *s, char **end, int base, uint64_t maximum)
{
	struct parsed parsed = parse(s, end, base);
	uint64_t limit = parsed.negative ? maximum + 1 : maximum;

	if (parsed.overflow || parsed.magnitude > limit) {
		errno = ERANGE;
		parsed.magnitude = limit;
	}
	return (int64_t)(parsed.negative ? -parsed.magnitude : parsed.magnitude);
}

/* As the standard asks, a minus sign negates the value within the type. */
static uint64_t
parse_unsigned(const char *s, char **end, int base, uint64_t maximum)
{
	struct parsed parsed = parse(s, end, base);

	if (parsed.overflow || parsed.magnitude > maximum) {
		errno = ERANGE;
		return maximum;
	}
	return parsed.negative ? -parsed.magnitude : parsed.magnitude;
}

long
strtol(const char *restrict s, char **restrict end, int base)
{
	return (long)parse_signed(s, end, base, LONG_MAX);
}

long long
strtoll(const char *restrict s, char **restrict end, int base)
{
	return parse_signed(s, end, base, LLONG_MAX);
}

unsigned long
strtoul(const char *restrict s, char **restrict end, int base)
{
	return (unsigned long)parse_unsigned(s, end, base, ULONG_MAX);
}

unsigned long long
strtoull(const char *restrict s, char **restrict end, int base)
{
	return parse_unsigned(s, end, base, ULLONG_MAX);
}

int
atoi(const char *s)
{
	return (int)parse_signed(s, NULL, 10, INT_MAX);
}

long
atol(const char *s)
{
	return strtol(s, NULL, 10);
}

long long
atoll(const char *s)
{
	return strtoll(s, NULL, 10);
}
