/*
 * Series as environments: each works out the coefficients of one formula,
 * in order, when somebody asks for them.
 *
 * It starts the environments for the formula's operands when it first needs
 * them; they are bound to it and so end with it. One that has nothing more
 * to tell, because all further coefficients are 0, is ended by its reader.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_USER_SERIES_STREAM_H
#define TINE_USER_SERIES_STREAM_H

#include "expression.h"
#include "rational.h"

#include <setjmp.h>

#define COEFFICIENTS_MAX 64 /* of each series */

enum failure {
	FAILURE_NONE,
	FAILURE_DIGITS,    /* a coefficient has more digits than there is room for */
	FAILURE_LENGTH,    /* more than COEFFICIENTS_MAX were asked for */
	FAILURE_DIVISION,  /* by a series that begins with 0 */
	FAILURE_CONSTANT,  /* the inner series of a substitution does not begin with 0 */
	FAILURE_ITSELF,    /* a coefficient depends on itself */
	FAILURE_RESOURCES, /* no memory, or no environment */
	FAILURES
};

/* A series that this environment reads. */
struct stream {
	envid_t env;     /* who works it out; 0: nobody yet, or nobody any more */
	bool lent;       /* others read it too: it is not for us to end it */
	uint32_t count;  /* coefficients read, */
	uint32_t room;   /* room for them, */
	uint32_t length; /* and after how many there are only zeroes; UINT32_MAX: not known */
	struct rational *coefficients;
};

/*
 * Where new environments begin, with stream_serve: main sets it, so that
 * they do not start on top of what their readers have on the stack.
 */
extern jmp_buf stream_bottom;
_Noreturn void stream_serve(void);

/* All environments that are made from here on end with this one, whatever ends it. */
void stream_begin(void);

/* Start the environment that works out a formula, or find the one that does already. */
enum failure stream_open(struct stream *stream, struct expression *expression);

/* End who works it out, with all that works for it, unless it is lent; returns when they are gone. */
void stream_close(struct stream *stream);

/*
 * Have coefficient number index, and all before it, in the stream: those
 * beyond its length are 0. In an environment that is asked meanwhile for a
 * coefficient that it knows, the answer is given.
 */
enum failure stream_read(struct stream *stream, uint32_t index);

/* The coefficient, which must have been read. */
const struct rational *stream_coefficient(const struct stream *stream, uint32_t index);

#endif
