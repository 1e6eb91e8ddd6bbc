/*
 * printf's engine: reads the format, converts integers and strings, pads.
 *
 * Floating-point conversions are in format_float.c. A conversion that does
 * not exist is printed as it stands.
 *
 * SPDX-License-Identifier: MIT
 */
#include "format.h"

#include <ctype.h>
#include <errno.h>
#include <libc/errno/error_text.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>

#include "field.h"

enum {
	FLAG_LEFT = 1,
	FLAG_PLUS = 2,
	FLAG_SPACE = 4,
	FLAG_ALTERNATE = 8,
	FLAG_ZERO = 16,
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Each stands for the bit of its place. */
static const char flag_characters[] = "-+ #0";

/*
 * The size of an integer argument, whose type matters to va_arg by its size
 * only. Longer modifiers come first, and the empty one last.
 */
static const struct length {
	char name[3];
	unsigned char size_bytes;
	bool long_double;
} lengths[] = {
	{ "hh", sizeof(char), false },      { "h", sizeof(short), false },
	{ "ll", sizeof(long long), false }, { "l", sizeof(long), false },
	{ "j", sizeof(intmax_t), false },   { "z", sizeof(size_t), false },
	{ "t", sizeof(ptrdiff_t), false },  { "L", sizeof(long long), true },
	{ "", sizeof(int), false },
};

struct conversion {
	unsigned flags;
	int width;
	int precision; /* negative: none given */
	const struct length *length;
	char specifier;
};

/* In a structure, since a va_list parameter cannot be passed on by address. */
struct arguments {
	va_list list;
};

struct output {
	format_write *write;
	void *sink;
	uint64_t count;
};

static void
put(struct output *output, const char *bytes, size_t length)
{
	if (length > 0)
		output->write(output->sink, bytes, length);
	output->count += length;
}

static void
put_repeated(struct output *output, char character, size_t length)
{
	char run[32];

	if (length > 0)
		memset(run, character, length < sizeof(run) ? length : sizeof(run));
	for (; length > sizeof(run); length -= sizeof(run))
		put(output, run, sizeof(run));
	put(output, run, length);
}

static void
field_begin(struct field *field, const char *prefix)
{
	strcpy(field->prefix, prefix);
	field->count = 0;
	field->zero_pad = false;
}

static void
put_field(struct output *output, const struct conversion *conversion, const struct field *field)
{
	size_t length = strlen(field->prefix), padding;
	bool zeroes = field->zero_pad && (conversion->flags & FLAG_ZERO) != 0;

	for (size_t i = 0; i < field->count; i++)
		length += field->pieces[i].length;
	padding = length < (size_t)conversion->width ? (size_t)conversion->width - length : 0;
	/* No one waits for gigabytes of padding to be told that it was too much. */
	if (output->count + length + padding > INT_MAX) {
		output->count = (uint64_t)INT_MAX + 1;
		return;
	}

	if ((conversion->flags & FLAG_LEFT) == 0 && !zeroes)
		put_repeated(output, ' ', padding);
	put(output, field->prefix, strlen(field->prefix));
	if ((conversion->flags & FLAG_LEFT) == 0 && zeroes)
		put_repeated(output, '0', padding);
	for (size_t i = 0; i < field->count; i++) {
		if (field->pieces[i].bytes != NULL)
			put(output, field->pieces[i].bytes, field->pieces[i].length);
		else
			put_repeated(output, '0', field->pieces[i].length);
	}
	if ((conversion->flags & FLAG_LEFT) != 0)
		put_repeated(output, ' ', padding);
}

static const char *
sign(const struct conversion *conversion, bool negative)
{
	if (negative)
		return "-";
	if ((conversion->flags & FLAG_PLUS) != 0)
		return "+";
	return (conversion->flags & FLAG_SPACE) != 0 ? " " : "";
}

/* Digits of a value, as the text's end; the result is where they start. */
static char *
digits_before(char *end, uint64_t value, unsigned base, const char *digit)
{
	/* Division of 64 bits is a function call; most numbers need none. */
	for (; value > UINT32_MAX; value /= base)
		*--end = digit[value % base];
	for (uint32_t small = (uint32_t)value; small != 0; small /= base)
		*--end = digit[small % base];
	return end;
}

static void
put_unsigned(struct output *output, const struct conversion *conversion, uint64_t value,
	     unsigned base, const char *prefix)
{
	const char *digit = conversion->specifier == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
	struct field field;
	char *end = field.text + sizeof(field.text);
	char *start = digits_before(end, value, base, digit);
	size_t length = (size_t)(end - start);
	size_t wanted = conversion->precision < 0 ? 1 : (size_t)conversion->precision;

	/* The octal alternate form is one zero in front, if none is there. */
	if (base == 8 && (conversion->flags & FLAG_ALTERNATE) != 0 && wanted <= length)
		wanted = length + 1;
	field_begin(&field, prefix);
	field.zero_pad = conversion->precision < 0;
	if (wanted > length)
		field_add(&field, NULL, wanted - length);
	field_add(&field, start, length);
	put_field(output, conversion, &field);
}

static uint64_t
integer_argument(const struct conversion *conversion, struct arguments *arguments)
{
	if (conversion->length->size_bytes > sizeof(int))
		return va_arg(arguments->list, unsigned long long);
	return va_arg(arguments->list, unsigned int);
}

static void
convert_signed(struct output *output, const struct conversion *conversion,
	       struct arguments *arguments)
{
	unsigned unused_bits = 64u - 8u * conversion->length->size_bytes;
	uint64_t raw = integer_argument(conversion, arguments) << unused_bits;
	int64_t value = (int64_t)raw >> unused_bits;

	put_unsigned(output, conversion, value < 0 ? -(uint64_t)value : (uint64_t)value, 10,
		     sign(conversion, value < 0));
}

static void
convert_unsigned(struct output *output, const struct conversion *conversion,
		 struct arguments *arguments)
{
	char specifier = conversion->specifier;
	unsigned unused_bits = 64u - 8u * conversion->length->size_bytes;
	uint64_t value = integer_argument(conversion, arguments) << unused_bits >> unused_bits;
	unsigned base = specifier == 'u' ? 10 : specifier == 'o' ? 8 : 16;
	const char *prefix = "";

	if (base == 16 && value != 0 && (conversion->flags & FLAG_ALTERNATE) != 0)
		prefix = specifier == 'X' ? "0X" : "0x";
	put_unsigned(output, conversion, value, base, prefix);
}

static void
convert_pointer(struct output *output, const struct conversion *conversion,
		struct arguments *arguments)
{
	struct conversion digits = *conversion;

	digits.precision = 2 * sizeof(void *);
	put_unsigned(output, &digits, (uintptr_t)va_arg(arguments->list, void *), 16, "0x");
}

static void
convert_character(struct output *output, const struct conversion *conversion,
		  struct arguments *arguments)
{
	struct field field;
	char character = (char)va_arg(arguments->list, int);

	field_begin(&field, "");
	field_add(&field, &character, 1);
	put_field(output, conversion, &field);
}

/* A string without its end is allowed if the precision stops before it. */
static void
put_string(struct output *output, const struct conversion *conversion, const char *s)
{
	size_t limit = conversion->precision < 0 ? SIZE_MAX : (size_t)conversion->precision;
	struct field field;

	field_begin(&field, "");
	field_add(&field, s, strnlen(s, limit));
	put_field(output, conversion, &field);
}

static void
convert_string(struct output *output, const struct conversion *conversion,
	       struct arguments *arguments)
{
	const char *s = va_arg(arguments->list, const char *);

	put_string(output, conversion, s != NULL ? s : "(null)");
}

static void
convert_error(struct output *output, const struct conversion *conversion,
	      struct arguments *arguments)
{
	static const char unknown[] = "error ";
	int error = va_arg(arguments->list, int);
	unsigned number = error < 0 ? -(unsigned)error : (unsigned)error;
	const char *text = error_text(number);
	char numbered[sizeof(unknown) + 3 * sizeof(number)], *start;

	if (text == NULL) {
		start = numbered + sizeof(numbered) - 1;
		*start = '\0';
		if (number == 0)
			*--start = '0';
		start = digits_before(start, number, 10, "0123456789") - strlen(unknown);
		text = memcpy(start, unknown, strlen(unknown));
	}
	put_string(output, conversion, text);
}

static void
convert_float(struct output *output, const struct conversion *conversion,
	      struct arguments *arguments)
{
	double value = conversion->length->long_double
			       ? (double)va_arg(arguments->list, long double)
			       : va_arg(arguments->list, double);
	bool negative = __builtin_signbit(value) != 0;
	bool alternate = (conversion->flags & FLAG_ALTERNATE) != 0;
	struct field field;
	struct decimal decimal;

	field_begin(&field, sign(conversion, negative));
	field_float(&field, &decimal, negative ? -value : value, conversion->specifier,
		    conversion->precision, alternate);
	put_field(output, conversion, &field);
}

static void
convert_percent(struct output *output, const struct conversion *conversion,
		struct arguments *arguments)
{
	(void)conversion;
	(void)arguments;
	put(output, "%", 1);
}

/*
 * Each of these has its own frame, so that only the floating-point ones need
 * a kilobyte of stack: page-fault handlers print from a stack of one page.
 */
static const struct {
	const char *specifiers;
	void (*convert)(struct output *, const struct conversion *, struct arguments *);
} converters[] = {
	{ "di", convert_signed }, { "uoxX", convert_unsigned }, { "c", convert_character },
	{ "s", convert_string },  { "p", convert_pointer },     { "e", convert_error },
	{ "%", convert_percent }, { "fFgGEaA", convert_float },
};

/* A width or precision: digits, or * for an argument. */
static const char *
parse_number(const char *format, struct arguments *arguments, int *number)
{
	if (*format == '*') {
		*number = va_arg(arguments->list, int);
		return format + 1;
	}
	for (*number = 0; isdigit((unsigned char)*format); format++) {
		int digit = *format - '0';

		*number = *number > (INT_MAX - digit) / 10 ? INT_MAX : *number * 10 + digit;
	}
	return format;
}

/* What follows a %, up to and with its specifier; the result is what follows that. */
static const char *
parse_conversion(const char *format, struct arguments *arguments, struct conversion *conversion)
{
	const char *flag;

	*conversion = (struct conversion){ .precision = -1 };
	for (; *format != '\0' && (flag = strchr(flag_characters, *format)) != NULL; format++)
		conversion->flags |= 1u << (flag - flag_characters);

	format = parse_number(format, arguments, &conversion->width);
	if (conversion->width < 0) {
		conversion->flags |= FLAG_LEFT;
		conversion->width = conversion->width == INT_MIN ? INT_MAX : -conversion->width;
	}
	if (*format == '.')
		format = parse_number(format + 1, arguments, &conversion->precision);

	conversion->length = lengths;
	while (strncmp(format, conversion->length->name, strlen(conversion->length->name)) != 0)
		conversion->length++;
	format += strlen(conversion->length->name);
	conversion->specifier = *format;
	return *format != '\0' ? format + 1 : format;
}

int
format_text(format_write *write, void *sink, const char *format, va_list list)
{
	struct output output = { write, sink, 0 };
	struct arguments arguments;

	va_copy(arguments.list, list);
	while (*format != '\0') {
		struct conversion conversion;
		const char *start = format;
		size_t i = 0;

		while (*format != '\0' && *format != '%')
			format++;
		put(&output, start, (size_t)(format - start));
		if (*format == '\0')
			break;

		start = format;
		format = parse_conversion(format + 1, &arguments, &conversion);
		while (i < COUNT(converters) &&
		       (conversion.specifier == '\0' ||
			strchr(converters[i].specifiers, conversion.specifier) == NULL))
			i++;
		if (i == COUNT(converters)) {
			put(&output, start, (size_t)(format - start));
			continue;
		}
		converters[i].convert(&output, &conversion, &arguments);
	}
	va_end(arguments.list);
	if (output.count > INT_MAX) {
		errno = EOVERFLOW;
		return -1;
	}
	return (int)output.count;
}
