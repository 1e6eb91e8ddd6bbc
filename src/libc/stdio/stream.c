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
static struct lock input_lock, errors_lock;
struct lock libc_output_lock;

FILE stdio_input = {
	.direction = STREAM_INPUT,
	.buffer = input_buffer,
	.capacity = sizeof(input_buffer),
	.pushed_back = EOF,
	.lock = &input_lock,
};
FILE stdio_output = {
	.direction = STREAM_OUTPUT,
	.buffer = output_buffer,
	.capacity = sizeof(output_buffer),
	.lock = &libc_output_lock,
};
FILE stdio_errors = { .direction = STREAM_OUTPUT, .lock = &errors_lock };

bool
stream_is_for(FILE *stream, enum direction direction)
{
	if (stream->direction == direction)
		return true;
	stream->failed = true;
	errno = EBADF;
	return false;
}

static void
empty(FILE *stream)
{
	if (stream->end > 0)
		console_write(stream->buffer, stream->end);
	stream->end = 0;
}

int
fflush(FILE *stream)
{
	if (stream == NULL)
		stream = stdout; /* no other stream keeps output */
	if (!stream_is_for(stream, STREAM_OUTPUT))
		return EOF;
	lock_take(stream->lock);
	empty(stream);
	lock_give(stream->lock);
	return 0;
}

bool
stream_write(FILE *stream, const char *bytes, size_t length)
{
	bool written;

	lock_take(stream->lock);
	written = stream_write_unlocked(stream, bytes, length);
	lock_give(stream->lock);
	return written;
}

bool
stream_write_unlocked(FILE *stream, const char *bytes, size_t length)
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
				empty(stream);
		}
		if (line_ends)
			empty(stream);
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

static int
get_unlocked(FILE *stream)
{
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
fgetc(FILE *stream)
{
	int c;

	if (!stream_is_for(stream, STREAM_INPUT))
		return EOF;
	lock_take(stream->lock);
	c = get_unlocked(stream);
	lock_give(stream->lock);
	return c;
}

int
ungetc(int c, FILE *stream)
{
	int result = EOF;

	if (c == EOF || !stream_is_for(stream, STREAM_INPUT))
		return EOF;
	lock_take(stream->lock);
	if (stream->pushed_back == EOF) {
		result = stream->pushed_back = (unsigned char)c;
		stream->ended = false;
	}
	lock_give(stream->lock);
	return result;
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
