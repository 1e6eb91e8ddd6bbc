/*
 * What a stream is.
 *
 * Each call on a stream has it for itself, locked, where environments share
 * their memory. Functions called _unlocked want it locked already.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_LIBC_STREAM_H
#define TINE_LIBC_STREAM_H

#include <stdbool.h>
#include <stdio.h>

#include <libc/lock.h>

enum direction {
	STREAM_INPUT,
	STREAM_OUTPUT,
};

/*
 * In buffer, input has bytes from `next` to `end` still to be read, and output
 * bytes from 0 to `end` still to be written. Capacity 0: unbuffered.
 */
struct FILE {
	enum direction direction;
	char *buffer;
	size_t capacity;
	size_t next;
	size_t end;
	int pushed_back; /* from ungetc, or EOF */
	bool ended;
	bool failed;
	struct lock *lock; /* for all of the above */
};

/* Whether the stream is open for this; if not, it has failed and errno is EBADF. */
bool stream_is_for(FILE *stream, enum direction direction);
/* False if the stream is not for output. */
bool stream_write_unlocked(FILE *stream, const char *bytes, size_t length);
bool stream_write(FILE *stream, const char *bytes, size_t length);

#endif
