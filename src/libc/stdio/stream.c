/*
 * The three streams, and how bytes enter and leave their buffers.
 *
 * SPDX-License-Identifier: MIT
 */
#include "stream.h"

#include <errno.h>
#include <string.h>

#include "console.h"
#include "line.h"

static char input_buffer[BUFSIZ];
static char output_buffer[BUFSIZ];

FILE stdio_input = {
	.direction = STREAM_INPUT,
	.buffer = input_buffer,
	.capacity = sizeof(input_buffer),
	.pushed_back = EOF,
};
FILE stdio_output = {
	.direction = STREAM_OUTPUT,
	.buffer = output_buffer,
	.capacity = sizeof(output_buffer),
};
FILE stdio_errors = { .direction = STREAM_OUTPUT };

bool
stream_is_for(FILE *stream, enum direction direction)
{
	if (stream->direction == direction)
		return true;
	stream->failed = true;
	errno = EBADF;
	return false;
}

int
fflush(FILE *stream)
{
	if (stream == NULL)
		stream = stdout; /* no other stream keeps output */
	if (!stream_is_for(stream, STREAM_OUTPUT))
		return EOF;
	if (stream->end > 0)
		console_write(stream->buffer, stream->end);
	stream->end = 0;
	return 0;
}

bool
stream_write(FILE *stream, const char *bytes, size_t length)
{
	if (!stream_is_for(stream, STREAM_OUTPUT))
		return false;
	if (stream->capacity == 0 && length > 0)
		console_write(bytes, length);
	else if (length > 0) {
		bool line_ends = memchr(bytes, '\n', length) != NULL;

		while (length > 0) {
			size_t part = stream->capacity - stream->end;

			if (part > length)
				part = length;
			memcpy(stream->buffer + stream->end, bytes, part);
			stream->end += part;
			bytes += part;
			length -= part;
			if (stream->end == stream->capacity)
				fflush(stream);
		}
		if (line_ends)
			fflush(stream);
	}
	return true;
}

/* Takes the next line, after what was printed to ask for it; false at the end of input. */
static bool
fill(FILE *stream)
{
	fflush(stdout);
	stream->next = 0;
	stream->end = 0;
	stream->ended = stream->ended || !line_read(stream->buffer, stream->capacity);
	if (stream->ended)
		return false;
	stream->end = strlen(stream->buffer);
	stream->buffer[stream->end++] = '\n';
	return true;
}

int
fgetc(FILE *stream)
{
	if (!stream_is_for(stream, STREAM_INPUT))
		return EOF;
	if (stream->pushed_back != EOF) {
		int c = stream->pushed_back;

		stream->pushed_back = EOF;
		return c;
	}
	if (stream->next == stream->end && !fill(stream))
		return EOF;
	return (unsigned char)stream->buffer[stream->next++];
}

int
ungetc(int c, FILE *stream)
{
	if (c == EOF || !stream_is_for(stream, STREAM_INPUT) || stream->pushed_back != EOF)
		return EOF;
	stream->pushed_back = (unsigned char)c;
	stream->ended = false;
	return stream->pushed_back;
}

int
feof(FILE *stream)
{
	return stream->ended;
}

int
ferror(FILE *stream)
{
	return stream->failed;
}

void
clearerr(FILE *stream)
{
	stream->ended = false;
	stream->failed = false;
}
