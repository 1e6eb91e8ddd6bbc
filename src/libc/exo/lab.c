/*
 * The functions of the lab's library that neither C nor this library has
 * under another name.
 *
 * SPDX-License-Identifier: MIT
 */
#include <inc/stdio.h>
#include <inc/string.h>
#include <libc/stdio/console.h>
#include <libc/stdio/format.h>

char *
strfind(const char *string, char c)
{
	while (*string != '\0' && *string != c)
		string++;
	return (char *)string;
}

void *
memfind(const void *memory, int c, size_t length)
{
	const unsigned char *byte = memory, *end = byte + length;

	while (byte < end && *byte != (unsigned char)c)
		byte++;
	return (void *)byte;
}

void
cputchar(int c)
{
	char byte = (char)c;

	console_write(&byte, 1);
}

int
iscons(int fd)
{
	(void)fd;
	return 1;
}

/* What printfmt was given, for a format_write function. */
struct printfmt_sink {
	void (*put)(int c, void *context);
	void *context;
};

static void
printfmt_write(void *sink, const char *bytes, size_t length)
{
	const struct printfmt_sink *to = sink;

	for (size_t i = 0; i < length; i++)
		to->put(bytes[i], to->context);
}

void
vprintfmt(void (*put)(int c, void *context), void *context, const char *format, va_list arguments)
{
	struct printfmt_sink sink = { .put = put, .context = context };

	format_text(printfmt_write, &sink, format, arguments);
}

void
printfmt(void (*put)(int c, void *context), void *context, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vprintfmt(put, context, format, arguments);
	va_end(arguments);
}
