/*
 * Formatted text, handed piece by piece to a receiver; no buffer, no limit.
 *
 * Nothing here takes a lock or allocates, so it can be used anywhere.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <kernel/printf.h>
#include <kernel/string.h>
#include <stdbool.h>
#include <stdint.h>

#define LONGEST_NUMBER 22      /* 64 bits in octal */
#define LARGEST_COUNT  1000000 /* widths and precisions beyond are taken for this */

enum length { LENGTH_CHAR, LENGTH_SHORT, LENGTH_INT, LENGTH_LONG, LENGTH_LONG_LONG, LENGTH_SIZE };

struct output {
	kformat_put *put;
	void *context;
	int written_bytes;
	va_list arguments;
};

struct conversion {
	bool left, zero, plus, space, alternate;
	int width;
	int precision; /* -1: none given */
	enum length length;
	char letter;
};

static void
emit(struct output *out, const char *bytes, size_t n)
{
	if (n == 0)
		return;
	out->put(out->context, bytes, n);
	out->written_bytes += n;
}

static void
emit_repeated(struct output *out, char character, int times)
{
	char run[16];

	if (times <= 0)
		return;
	memset(run, character, sizeof(run));
	for (; times > (int)sizeof(run); times -= sizeof(run))
		emit(out, run, sizeof(run));
	emit(out, run, times);
}

static void
emit_text(struct output *out, const struct conversion *how, const char *bytes, size_t n)
{
	int padding = how->width - (int)n;

	if (!how->left)
		emit_repeated(out, ' ', padding);
	emit(out, bytes, n);
	if (how->left)
		emit_repeated(out, ' ', padding);
}

static void
emit_string(struct output *out, const struct conversion *how, const char *string)
{
	if (string == NULL)
		string = "(null)";
	emit_text(out, how, string,
		  how->precision < 0 ? strlen(string) : strnlen(string, how->precision));
}

/* The order on the page: spaces, prefix (sign or 0x), zeroes, digits, spaces. */
static void
emit_number(struct output *out, const struct conversion *how, uint64_t value, unsigned base,
	    const char *prefix)
{
	const char *alphabet = how->letter == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
	char digits[LONGEST_NUMBER];
	int first = LONGEST_NUMBER;
	int prefix_length = strlen(prefix);
	int count, zeroes, padding;

	for (; value != 0; value /= base)
		digits[--first] = alphabet[value % base];
	count = LONGEST_NUMBER - first;

	zeroes = (how->precision < 0 ? 1 : how->precision) - count;
	if (base == 8 && how->alternate && zeroes <= 0)
		zeroes = 1;
	if (how->zero && !how->left && how->precision < 0 &&
	    zeroes < how->width - prefix_length - count)
		zeroes = how->width - prefix_length - count;
	if (zeroes < 0)
		zeroes = 0;

	padding = how->width - prefix_length - zeroes - count;
	if (!how->left)
		emit_repeated(out, ' ', padding);
	emit(out, prefix, prefix_length);
	emit_repeated(out, '0', zeroes);
	emit(out, digits + first, count);
	if (how->left)
		emit_repeated(out, ' ', padding);
}

static int64_t
take_signed(struct output *out, enum length length)
{
	switch (length) {
	case LENGTH_CHAR:
		return (signed char)va_arg(out->arguments, int);
	case LENGTH_SHORT:
		return (short)va_arg(out->arguments, int);
	case LENGTH_INT:
		return va_arg(out->arguments, int);
	case LENGTH_LONG:
		return va_arg(out->arguments, long);
	case LENGTH_LONG_LONG:
		return va_arg(out->arguments, long long);
	case LENGTH_SIZE:
		return va_arg(out->arguments, ptrdiff_t);
	}
	return 0;
}

static uint64_t
take_unsigned(struct output *out, enum length length)
{
	switch (length) {
	case LENGTH_CHAR:
		return (unsigned char)va_arg(out->arguments, unsigned);
	case LENGTH_SHORT:
		return (unsigned short)va_arg(out->arguments, unsigned);
	case LENGTH_INT:
		return va_arg(out->arguments, unsigned);
	case LENGTH_LONG:
		return va_arg(out->arguments, unsigned long);
	case LENGTH_LONG_LONG:
		return va_arg(out->arguments, unsigned long long);
	case LENGTH_SIZE:
		return va_arg(out->arguments, size_t);
	}
	return 0;
}

static void
emit_signed(struct output *out, const struct conversion *how)
{
	int64_t value = take_signed(out, how->length);
	const char *sign = value < 0 ? "-" : how->plus ? "+" : how->space ? " " : "";

	emit_number(out, how, value < 0 ? -(uint64_t)value : (uint64_t)value, 10, sign);
}

static void
emit_hexadecimal(struct output *out, const struct conversion *how)
{
	uint64_t value = take_unsigned(out, how->length);
	const char *prefix = how->letter == 'X' ? "0X" : "0x";

	emit_number(out, how, value, 16, how->alternate && value != 0 ? prefix : "");
}

/* False, and nothing done, if the letter is not one we know. */
static bool
convert(struct output *out, const struct conversion *how)
{
	char character;

	switch (how->letter) {
	case 'd':
	case 'i':
		emit_signed(out, how);
		return true;
	case 'u':
		emit_number(out, how, take_unsigned(out, how->length), 10, "");
		return true;
	case 'o':
		emit_number(out, how, take_unsigned(out, how->length), 8, "");
		return true;
	case 'x':
	case 'X':
		emit_hexadecimal(out, how);
		return true;
	case 'p':
		emit_number(out, how, (uintptr_t)va_arg(out->arguments, void *), 16, "0x");
		return true;
	case 'c':
		character = va_arg(out->arguments, int);
		emit_text(out, how, &character, 1);
		return true;
	case 's':
		emit_string(out, how, va_arg(out->arguments, const char *));
		return true;
	case 'e':
		emit_string(out, how, error_text(va_arg(out->arguments, int)));
		return true;
	case '%':
		emit(out, "%", 1);
		return true;
	default:
		return false;
	}
}

/* A number in the format, or * for one among the arguments, which may be negative. */
static const char *
parse_count(struct output *out, const char *format, int *count)
{
	*count = 0;
	if (*format == '*') {
		*count = va_arg(out->arguments, int);
		format++;
	} else {
		for (; *format >= '0' && *format <= '9'; format++)
			if (*count < LARGEST_COUNT)
				*count = *count * 10 + (*format - '0');
	}
	if (*count > LARGEST_COUNT)
		*count = LARGEST_COUNT;
	if (*count < -LARGEST_COUNT)
		*count = -LARGEST_COUNT;
	return format;
}

static const char *
parse_flags(const char *format, struct conversion *how)
{
	for (;; format++) {
		switch (*format) {
		case '-':
			how->left = true;
			break;
		case '0':
			how->zero = true;
			break;
		case '+':
			how->plus = true;
			break;
		case ' ':
			how->space = true;
			break;
		case '#':
			how->alternate = true;
			break;
		default:
			return format;
		}
	}
}

static const char *
parse_length(const char *format, enum length *length)
{
	static const struct {
		char text[3];
		enum length length;
	} lengths[] = {
		{ "hh", LENGTH_CHAR }, { "h", LENGTH_SHORT }, { "ll", LENGTH_LONG_LONG },
		{ "l", LENGTH_LONG },  { "z", LENGTH_SIZE },
	};

	*length = LENGTH_INT;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		size_t n = strlen(lengths[i].text);

		if (strncmp(format, lengths[i].text, n) == 0) {
			*length = lengths[i].length;
			return format + n;
		}
	}
	return format;
}

/* Reads what stands after a % sign; returns where its letter is. */
static const char *
parse_conversion(struct output *out, const char *format, struct conversion *how)
{
	*how = (struct conversion){ .precision = -1 };
	format = parse_flags(format, how);
	format = parse_count(out, format, &how->width);
	if (how->width < 0) {
		how->left = true;
		how->width = -how->width;
	}
	if (*format == '.')
		format = parse_count(out, format + 1, &how->precision);
	format = parse_length(format, &how->length);
	how->letter = *format;
	return format;
}

int
kformat(kformat_put *put, void *context, const char *format, va_list arguments)
{
	struct output out = { .put = put, .context = context };

	va_copy(out.arguments, arguments);
	while (*format != '\0') {
		struct conversion how;
		const char *start = format;

		while (*format != '\0' && *format != '%')
			format++;
		emit(&out, start, format - start);
		if (*format == '\0')
			break;

		start = format;
		format = parse_conversion(&out, format + 1, &how);
		if (how.letter != '\0')
			format++;
		if (!convert(&out, &how))
			emit(&out, start, format - start);
	}
	va_end(out.arguments);
	return out.written_bytes;
}

struct buffer {
	char *next;
	size_t room_bytes; /* beside the zero byte at the end */
};

static void
put_in_buffer(void *context, const char *bytes, size_t n)
{
	struct buffer *buffer = context;

	if (n > buffer->room_bytes)
		n = buffer->room_bytes;
	memcpy(buffer->next, bytes, n);
	buffer->next += n;
	buffer->room_bytes -= n;
}

int
vsnprintf(char *bytes, size_t size_bytes, const char *format, va_list arguments)
{
	char nowhere;
	struct buffer buffer = { .next = size_bytes > 0 ? bytes : &nowhere };
	int length;

	if (size_bytes > 0)
		buffer.room_bytes = size_bytes - 1;
	length = kformat(put_in_buffer, &buffer, format, arguments);
	*buffer.next = '\0';
	return length;
}

int
snprintf(char *buffer, size_t size_bytes, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(buffer, size_bytes, format, arguments);
	va_end(arguments);
	return length;
}

const char *
error_text(int error)
{
	static const char *const texts[MAXERROR] = {
		[0] = "no error",
#define ERROR(name, number, text) [number] = text,
#include <abi/errors.def>
#undef ERROR
	};
	unsigned number = error < 0 ? 0u - (unsigned)error : (unsigned)error;

	return number < MAXERROR && texts[number] != NULL ? texts[number] : "unknown error";
}
