/*
 * The messages between series, and the life of each.
 *
 * A request is a number; the answer is a page with a coefficient, or a word
 * that there is none. While an environment waits for an answer it goes on to
 * answer requests itself: a formula that speaks of itself asks for what
 * its own beginnings are.
 *
 * SPDX-License-Identifier: MIT
 */
#include "stream.h"

#include "operators.h"

#include <abi/memlayout.h>
#include <abi/mmu.h>
#include <exo/env.h>
#include <exo/fork.h>
#include <exo/ipc.h>
#include <exo/pgfault.h>
#include <exo/syscall.h>
#include <setjmp.h>
#include <stdlib.h>

/* A message's value: what it is, and a number. */
enum message { ASK, COEFFICIENT, ONLY_ZEROES, FAILED };
#define MESSAGE(kind, number) ((uint32_t)(kind) << 16 | (number))
#define MESSAGE_KIND(value)   ((enum message)((value) >> 16))
#define MESSAGE_NUMBER(value) ((value)&0xffff)

/* Where a coefficient is received, and from where one is sent. */
#define INBOX  ((struct rational *)UTEMP)
#define OUTBOX ((struct rational *)(UTEMP + PGSIZE))

_Static_assert(sizeof(struct rational) <= PGSIZE, "a coefficient fits in a page");

/* What this environment has worked out, of which formula, and who waits for more; 0: nobody. */
static struct stream own;
static struct expression *formula;
static envid_t waiting_reader;

jmp_buf stream_bottom;

static bool
append(struct stream *stream, const struct rational *coefficient)
{
	if (stream->count == stream->room) {
		const uint32_t room = stream->room == 0 ? 8 : 2 * stream->room;
		struct rational *larger = realloc(stream->coefficients, room * sizeof(*larger));

		if (larger == NULL)
			return false;
		stream->coefficients = larger;
		stream->room = room;
	}
	stream->coefficients[stream->count++] = *coefficient;
	return true;
}

const struct rational *
stream_coefficient(const struct stream *stream, uint32_t index)
{
	static const struct rational zero = { .denominator = { .count = 1, .words = { 1 } } };

	return index < stream->count ? &stream->coefficients[index] : &zero;
}

static void
answer(envid_t reader, enum failure failure, uint32_t index)
{
	/* The reader may be gone: then nobody wants to know. */
	if (failure == FAILURE_NONE && index < own.count &&
	    sys_page_alloc(0, OUTBOX, PTE_P | PTE_U | PTE_W | PTE_NOEXEC) < 0)
		failure = FAILURE_RESOURCES;
	if (failure != FAILURE_NONE) {
		(void)sys_ipc_send(reader, MESSAGE(FAILED, failure), (void *)UTOP, 0);
	} else if (index < own.count) {
		*OUTBOX = own.coefficients[index];
		(void)sys_ipc_send(reader, MESSAGE(COEFFICIENT, index), OUTBOX,
				   PTE_P | PTE_U | PTE_NOEXEC);
	} else {
		(void)sys_ipc_send(reader, MESSAGE(ONLY_ZEROES, index), (void *)UTOP, 0);
	}
}

/* Somebody asks while we are at work ourselves: for what we know already, one hopes. */
static void
answer_meanwhile(envid_t reader, uint32_t index)
{
	const bool known = index < own.count || index >= own.length;

	answer(reader, known ? FAILURE_NONE : FAILURE_ITSELF, index);
}

void
stream_close(struct stream *stream)
{
	if (stream->env != 0 && !stream->lent) {
		sys_env_destroy(stream->env);
		wait(stream->env);
	}
	stream->env = 0;
}

static enum failure
take_answer(struct stream *stream, uint32_t value)
{
	switch (MESSAGE_KIND(value)) {
	case COEFFICIENT:
		return append(stream, INBOX) ? FAILURE_NONE : FAILURE_RESOURCES;
	case ONLY_ZEROES:
		stream->length = stream->count;
		stream_close(stream);
		return FAILURE_NONE;
	default:
		return (enum failure)MESSAGE_NUMBER(value);
	}
}

static enum failure
read_next(struct stream *stream)
{
	envid_t from;
	uint32_t value;

	if (sys_ipc_send(stream->env, MESSAGE(ASK, stream->count), (void *)UTOP, 0) < 0)
		return FAILURE_RESOURCES; /* it has ended: there was no memory for it to go on */
	for (;;) {
		value = (uint32_t)ipc_recv(&from, INBOX, NULL);
		/* It may be the same one that asks, before it answers. */
		if (MESSAGE_KIND(value) == ASK)
			answer_meanwhile(from, MESSAGE_NUMBER(value));
		else if (from == stream->env)
			return take_answer(stream, value);
	}
}

enum failure
stream_read(struct stream *stream, uint32_t index)
{
	enum failure failure = FAILURE_NONE;

	if (index >= COEFFICIENTS_MAX)
		return FAILURE_LENGTH;
	while (failure == FAILURE_NONE && stream->count <= index && stream->count < stream->length)
		failure = read_next(stream);
	return failure;
}

/* Work out our own coefficients up to number index, unless that is done. */
static enum failure
work_out(struct operation *operation, uint32_t index)
{
	enum failure failure;
	struct rational next;

	if (index >= COEFFICIENTS_MAX)
		return FAILURE_LENGTH;
	while (own.count <= index && own.count < own.length) {
		failure = operation_next(operation, &own, &next);
		if (failure != FAILURE_NONE)
			return failure;
		if (own.count < own.length && !append(&own, &next))
			return FAILURE_RESOURCES;
	}
	return FAILURE_NONE;
}

/* No memory for a page that is written to. The reader is told, and our own operands end with us. */
static void
give_up(struct UTrapframe *utf)
{
	(void)utf;
	if (waiting_reader != 0)
		(void)sys_ipc_send(waiting_reader, MESSAGE(FAILED, FAILURE_RESOURCES), (void *)UTOP,
				   0);
	sys_env_destroy(0);
}

void
stream_serve(void)
{
	struct operation operation = { .expression = formula };

	own = (struct stream){ .length = UINT32_MAX };
	formula->env = sys_getenvid();
	for (;;) {
		envid_t reader;
		const uint32_t value = (uint32_t)ipc_recv(&reader, INBOX, NULL);
		const uint32_t index = MESSAGE_NUMBER(value);

		if (MESSAGE_KIND(value) != ASK)
			continue;
		waiting_reader = reader;
		answer(reader, work_out(&operation, index), index);
		waiting_reader = 0;
	}
}

void
stream_begin(void)
{
	set_pgfault_handler(give_up);
	/* So what it makes is bound to it as well. */
	sys_env_set_bound(0, 1);
}

enum failure
stream_open(struct stream *stream, struct expression *expression)
{
	envid_t child;

	*stream = (struct stream){ .length = UINT32_MAX };
	if (expression->operator== OPERATOR_SAME) {
		stream->env = expression->operands[0]->env;
		stream->lent = true;
		return FAILURE_NONE;
	}
	child = fork();
	if (child == 0) {
		formula = expression;
		waiting_reader = 0;
		longjmp(stream_bottom, 1);
	}
	if (child < 0)
		return FAILURE_RESOURCES;
	stream->env = child;
	return FAILURE_NONE;
}
