/*
 * scanf's engine.
 *
 * It never looks further ahead than one character, as the standard has it:
 * so "0x" without a digit behind it is no number here, though strtol's is 0.
 *
 * SPDX-License-Identifier: MIT
 */
#include "scan.h"

#include <ctype.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct input {
	const struct scan_source *source;
	size_t taken;
	bool looked; /* `next` holds a character that was not taken yet, or EOF */
	int next;
	int left; /* characters that the conversion may still take */
};

struct conversion {
	bool discard; /* the * flag */
	int width;    /* 0: none given */
	unsigned size_bytes;
	char specifier;
	const char *set; /* behind the [ */
};

struct arguments {
	va_list list;
};

/* Only when it must be known: on a terminal, looking ahead is waiting. */
static int
look(struct input *input)
{
	if (!input->looked)
		input->next = input->source->take(input->source->from);
	input->looked = true;
	return input->next;
}

/* The same within a conversion, whose width may end before the input does. */
static int
peek(struct input *input)
{
	return input->left > 0 ? look(input) : EOF;
}

/* Takes the character looked at. */
static void
advance(struct input *input)
{
	input->taken++;
	input->left--;
	input->looked = false;
}

static void
skip_space(struct input *input)
{
	while (isspace(look(input)))
		advance(input);
}

static void
store_integer(void *to, uint64_t value, unsigned size_bytes)
{
	/* The machine is little-endian: the lower bytes come first. */
	memcpy(to, &value, size_bytes);
}

static int
digit_value(int c)
{
	if (isdigit(c))
		return c - '0';
	return isxdigit(c) ? tolower(c) - 'a' + 10 : INT_MAX;
}

/* False if there is no number. Too large a one wraps around. */
static bool
scan_integer(struct input *input, int base, uint64_t *value)
{
	bool negative, any = false;

	negative = peek(input) == '-';
	if (peek(input) == '-' || peek(input) == '+')
		advance(input);
	if ((base == 0 || base == 16) && peek(input) == '0') {
		advance(input);
		any = true;
		if (peek(input) == 'x' || peek(input) == 'X') {
			advance(input);
			any = false;
			base = 16;
		} else if (base == 0)
			base = 8;
	} else if (base == 0)
		base = 10;
	for (*value = 0; digit_value(peek(input)) < base; advance(input)) {
		*value = *value * (unsigned)base + (unsigned)digit_value(peek(input));
		any = true;
	}
	if (negative)
		*value = -*value;
	return any;
}

static bool
convert_integer(struct input *input, const struct conversion *conversion,
		struct arguments *arguments)
{
	static const struct {
		char specifier;
		unsigned char base; /* 0: told by the number's prefix */
	} bases[] = {
		{ 'd', 10 }, { 'u', 10 }, { 'i', 0 },  { 'o', 8 },
		{ 'x', 16 }, { 'X', 16 }, { 'p', 16 },
	};
	uint64_t value;
	size_t i = 0;

	while (bases[i].specifier != conversion->specifier)
		i++;
	if (!scan_integer(input, bases[i].base, &value))
		return false;
	if (!conversion->discard)
		store_integer(va_arg(arguments->list, void *), value,
			      conversion->specifier == 'p' ? sizeof(void *)
							   : conversion->size_bytes);
	return true;
}

static bool
convert_characters(struct input *input, const struct conversion *conversion,
		   struct arguments *arguments)
{
	char *to = conversion->discard ? NULL : va_arg(arguments->list, char *);

	if (conversion->width == 0)
		input->left = 1;
	for (; peek(input) != EOF; advance(input))
		if (to != NULL)
			*to++ = (char)peek(input);
	return input->left == 0;
}

/* Whether c is in a set as written between [ and ], where a-z is a range. */
static bool
in_set(const char *set, int c)
{
	bool wanted = *set != '^';
	const char *at = wanted ? set : set + 1, *first = at;

	for (; *at != '\0' && (*at != ']' || at == first); at++) {
		unsigned char low = (unsigned char)at[0], high = low;

		if (at[1] == '-' && at[2] != ']' && at[2] != '\0') {
			high = (unsigned char)at[2];
			at += 2;
		}
		if (c >= low && c <= high)
			return wanted;
	}
	return !wanted;
}

static bool
convert_string(struct input *input, const struct conversion *conversion,
	       struct arguments *arguments)
{
	char *to = conversion->discard ? NULL : va_arg(arguments->list, char *);
	bool any = false;

	for (; peek(input) != EOF; advance(input)) {
		bool wanted = conversion->specifier == 's' ? !isspace(peek(input))
							   : in_set(conversion->set, peek(input));

		if (!wanted)
			break;
		any = true;
		if (to != NULL)
			*to++ = (char)peek(input);
	}
	if (any && to != NULL)
		*to = '\0';
	return any;
}

/* The sizes of integers; longer modifiers first, and the empty one last. */
static const struct {
	char name[3];
	unsigned char size_bytes;
} lengths[] = {
	{ "hh", sizeof(char) },     { "h", sizeof(short) },    { "ll", sizeof(long long) },
	{ "l", sizeof(long) },      { "j", sizeof(intmax_t) }, { "z", sizeof(size_t) },
	{ "t", sizeof(ptrdiff_t) }, { "", sizeof(int) },
};

/* What follows a %; the result is what follows the conversion. */
static const char *
parse_conversion(const char *format, struct conversion *conversion)
{
	size_t i = 0;

	*conversion = (struct conversion){ .discard = *format == '*' };
	if (conversion->discard)
		format++;
	for (; isdigit((unsigned char)*format); format++)
		if (conversion->width < INT_MAX / 10 - 1)
			conversion->width = conversion->width * 10 + (*format - '0');
	while (strncmp(format, lengths[i].name, strlen(lengths[i].name)) != 0)
		i++;
	format += strlen(lengths[i].name);
	conversion->size_bytes = lengths[i].size_bytes;
	conversion->specifier = *format;
	if (*format != '\0')
		format++;
	if (conversion->specifier == '[') {
		conversion->set = format;
		if (*format == '^')
			format++;
		if (*format == ']')
			format++;
		format += strcspn(format, "]");
		if (*format == ']')
			format++;
	}
	return format;
}

static const struct {
	const char *specifiers;
	bool (*convert)(struct input *, const struct conversion *, struct arguments *);
	bool skips_space;
} converters[] = {
	{ "diouxXp", convert_integer, true },
	{ "s", convert_string, true },
	{ "[", convert_string, false },
	{ "c", convert_characters, false },
};

enum outcome {
	MATCHED,
	ASSIGNED,
	MISMATCHED,
	ENDED, /* the input did, before the conversion */
};

static enum outcome
convert(struct input *input, const struct conversion *conversion, struct arguments *arguments)
{
	size_t i = 0, count = sizeof(converters) / sizeof(converters[0]);

	if (conversion->specifier == 'n') {
		if (!conversion->discard)
			store_integer(va_arg(arguments->list, void *), input->taken,
				      conversion->size_bytes);
		return MATCHED;
	}
	if (conversion->specifier == '%') {
		skip_space(input);
		if (look(input) != '%')
			return look(input) == EOF ? ENDED : MISMATCHED;
		advance(input);
		return MATCHED;
	}
	while (i < count && (conversion->specifier == '\0' ||
			     strchr(converters[i].specifiers, conversion->specifier) == NULL))
		i++;
	if (i == count)
		return MISMATCHED;
	if (converters[i].skips_space)
		skip_space(input);
	if (look(input) == EOF)
		return ENDED;
	input->left = conversion->width != 0 ? conversion->width : INT_MAX;
	if (!converters[i].convert(input, conversion, arguments))
		return MISMATCHED;
	return conversion->discard ? MATCHED : ASSIGNED;
}

int
scan_text(const struct scan_source *source, const char *format, va_list list)
{
	struct input input = { .source = source };
	struct arguments arguments;
	enum outcome outcome = MATCHED;
	bool any = false; /* a conversion has succeeded, even if nothing was assigned */
	int assigned = 0;

	va_copy(arguments.list, list);
	while (*format != '\0' && (outcome == MATCHED || outcome == ASSIGNED)) {
		if (isspace((unsigned char)*format)) {
			skip_space(&input);
			format++;
		} else if (*format == '%') {
			struct conversion conversion;

			format = parse_conversion(format + 1, &conversion);
			outcome = convert(&input, &conversion, &arguments);
			assigned += outcome == ASSIGNED;
			any |= outcome == ASSIGNED;
		} else if (look(&input) == (unsigned char)*format) {
			advance(&input);
			format++;
		} else
			outcome = look(&input) == EOF ? ENDED : MISMATCHED;
	}
	va_end(arguments.list);
	if (input.looked && input.next != EOF)
		source->put_back(source->from, input.next);
	return outcome == ENDED && !any ? EOF : assigned;
}
