/*
 * What each operator does to the coefficients of its operands.
 *
 * Operands are opened when a coefficient first depends on them, and read no
 * further than it does: otherwise a formula that speaks of itself would have
 * no beginning.
 *
 * Source: M. D. McIlroy, "Squinting at Power Series", Software: Practice and
 * Experience 20 (1990).
 *
 * SPDX-License-Identifier: MIT
 */
#include "operators.h"

#include <stddef.h>
#include <stdlib.h>

#define TRY(call)                                     \
	do {                                          \
		const enum failure try_result = call; \
		if (try_result != FAILURE_NONE)       \
			return try_result;            \
	} while (0)

/* A sum that grows; false in enough once a number has become too long. */
struct sum {
	struct rational value;
	bool enough;
};

static void
sum_begin(struct sum *sum)
{
	rational_set(&sum->value, 0);
	sum->enough = true;
}

static void
sum_add_product(struct sum *sum, const struct rational *a, const struct rational *b)
{
	struct rational product;

	if (rational_is_zero(a) || rational_is_zero(b))
		return;
	sum->enough = sum->enough && rational_multiply(&product, a, b) &&
		      rational_add(&sum->value, &sum->value, &product);
}

/* Where an operand is read: both places of "a * a" are one stream. */
static struct stream *
operand(struct operation *operation, unsigned place)
{
	struct expression *const *const expressions = operation->expression->operands;

	return &operation->operands[expressions[place] == expressions[0] ? 0 : place];
}

static enum failure
read_operand(struct operation *operation, unsigned place, uint32_t index)
{
	struct stream *stream = operand(operation, place);
	bool *open = &operation->open[stream - operation->operands];

	if (!*open) {
		TRY(stream_open(stream, operation->expression->operands[place]));
		*open = true;
	}
	return stream_read(stream, index);
}

static enum failure
read_both(struct operation *operation, uint32_t index)
{
	TRY(read_operand(operation, 0, index));
	return read_operand(operation, 1, index);
}

/* How many coefficients a product has; UINT32_MAX: no end is known. */
static uint32_t
product_length(const struct stream *a, const struct stream *b)
{
	if (a->length == 0 || b->length == 0)
		return 0;
	if (a->length == UINT32_MAX || b->length == UINT32_MAX)
		return UINT32_MAX;
	return a->length + b->length - 1;
}

static enum failure
give(const struct rational *coefficient, struct rational *next)
{
	*next = *coefficient;
	return FAILURE_NONE;
}

static enum failure
give_sum(const struct sum *sum, struct rational *next)
{
	return sum->enough ? give(&sum->value, next) : FAILURE_DIGITS;
}

static enum failure
end(struct stream *own)
{
	own->length = own->count;
	return FAILURE_NONE;
}

static enum failure
next_number(struct operation *operation, struct stream *own, struct rational *next)
{
	if (own->count > 0 || operation->expression->number == 0)
		return end(own);
	rational_set(next, operation->expression->number);
	return FAILURE_NONE;
}

static enum failure
next_x(struct operation *operation, struct stream *own, struct rational *next)
{
	(void)operation;
	if (own->count > 1)
		return end(own);
	rational_set(next, (int32_t)own->count);
	return FAILURE_NONE;
}

static enum failure
next_sum(struct operation *operation, struct stream *own, struct rational *next)
{
	const uint32_t n = own->count;
	const struct stream *a = operand(operation, 0), *b = operand(operation, 1);
	struct rational second;

	TRY(read_both(operation, n));
	if (n >= a->length && n >= b->length)
		return end(own);
	second = *stream_coefficient(b, n);
	if (operation->expression->operator== OPERATOR_SUBTRACT)
		rational_negate(&second, &second);
	return rational_add(next, stream_coefficient(a, n), &second) ? FAILURE_NONE
								     : FAILURE_DIGITS;
}

static enum failure
next_product(struct operation *operation, struct stream *own, struct rational *next)
{
	const uint32_t n = own->count;
	const struct stream *a = operand(operation, 0), *b = operand(operation, 1);
	struct sum sum;

	TRY(read_both(operation, n));
	if (n >= product_length(a, b))
		return end(own);
	sum_begin(&sum);
	for (uint32_t i = 0; i <= n; i++)
		sum_add_product(&sum, stream_coefficient(a, i), stream_coefficient(b, n - i));
	return give_sum(&sum, next);
}

/* From a = q * b: each coefficient of a gives the next of q. */
static enum failure
next_quotient(struct operation *operation, struct stream *own, struct rational *next)
{
	const uint32_t n = own->count;
	const struct stream *a = operand(operation, 0), *b = operand(operation, 1);
	struct sum sum;

	TRY(read_both(operation, n));
	if (rational_is_zero(stream_coefficient(b, 0)))
		return FAILURE_DIVISION;
	if (b->length == 1 && n >= a->length)
		return end(own);
	sum_begin(&sum);
	for (uint32_t i = 0; i < n; i++)
		sum_add_product(&sum, &own->coefficients[i], stream_coefficient(b, n - i));
	rational_negate(&sum.value, &sum.value);
	sum.enough = sum.enough && rational_add(&sum.value, stream_coefficient(a, n), &sum.value) &&
		     rational_divide(&sum.value, &sum.value, stream_coefficient(b, 0));
	return give_sum(&sum, next);
}

/* What integral and shift have in common: a 0, then what becomes of the operand's. */
static enum failure
next_later(struct operation *operation, struct stream *own, struct rational *next)
{
	const uint32_t n = own->count;
	const struct stream *a = operand(operation, 0);
	struct rational divisor;

	rational_set(next, 0);
	if (n == 0)
		return FAILURE_NONE;
	TRY(read_operand(operation, 0, n - 1));
	if (n - 1 >= a->length)
		return end(own);
	rational_set(&divisor,
		     operation->expression->operator== OPERATOR_INTEGRATE ? (int32_t)n : 1);
	return rational_divide(next, stream_coefficient(a, n - 1), &divisor) ? FAILURE_NONE
									     : FAILURE_DIGITS;
}

/* And derivative and tail: the operand's without the first. */
static enum failure
next_earlier(struct operation *operation, struct stream *own, struct rational *next)
{
	const uint32_t n = own->count;
	const struct stream *a = operand(operation, 0);
	struct rational factor;

	TRY(read_operand(operation, 0, n + 1));
	if (n + 1 >= a->length)
		return end(own);
	rational_set(&factor,
		     operation->expression->operator== OPERATOR_DERIVE ? (int32_t)n + 1 : 1);
	return rational_multiply(next, stream_coefficient(a, n + 1), &factor) ? FAILURE_NONE
									      : FAILURE_DIGITS;
}

/* A formula for what the operand in this place gives, to be read by others too. */
static struct expression *
lend(struct operation *operation, unsigned place)
{
	struct expression *expression = operation->expression->operands[place];
	struct stream *stream = operand(operation, place);
	struct expression *same;

	if (expression->operator== OPERATOR_SAME)
		return expression;
	stream->lent = true;
	expression->env = stream->env;
	same = malloc(sizeof(*same));
	if (same != NULL)
		*same = (struct expression){ .operator= OPERATOR_SAME, .operands = { expression } };
	return same;
}

/* Start the environment for the rest of f: its coefficients from level + 1 on. */
static enum failure
open_inner(struct operation *operation)
{
	struct expression *rest = malloc(sizeof(*rest));

	if (rest == NULL)
		return FAILURE_RESOURCES;
	*rest = (struct expression){ .operator= OPERATOR_SUBSTITUTE,
				     .number = operation->expression->number + 1,
				     .operands = { lend(operation, 0), lend(operation, 1) } };
	if (rest->operands[0] == NULL || rest->operands[1] == NULL)
		return FAILURE_RESOURCES;
	TRY(stream_open(&operation->inner, rest));
	operation->inner_open = true;
	return FAILURE_NONE;
}

/*
 * f(g) is f's first coefficient, and g times what is left of f, of g. That is
 * for another environment, which exists once somebody has asked for more than
 * the first coefficient of this one. (number is the level, f's first
 * coefficient here.)
 */
static enum failure
next_substitution(struct operation *operation, struct stream *own, struct rational *next)
{
	const uint32_t n = own->count, level = (uint32_t)operation->expression->number;
	const struct stream *f = operand(operation, 0), *g = operand(operation, 1);
	struct sum sum;

	if (n == 0) {
		TRY(read_operand(operation, 0, level));
		if (level >= f->length)
			return end(own);
		return give(stream_coefficient(f, level), next);
	}
	TRY(read_operand(operation, 1, n));
	if (!rational_is_zero(stream_coefficient(g, 0)))
		return FAILURE_CONSTANT;
	if (g->length == 0)
		return end(own);
	if (!operation->inner_open)
		TRY(open_inner(operation));
	TRY(stream_read(&operation->inner, n - 1));
	if (n >= product_length(g, &operation->inner))
		return end(own);
	sum_begin(&sum);
	for (uint32_t i = 1; i <= n; i++)
		sum_add_product(&sum, stream_coefficient(g, i),
				stream_coefficient(&operation->inner, n - i));
	return give_sum(&sum, next);
}

enum failure
operation_next(struct operation *operation, struct stream *own, struct rational *next)
{
	static enum failure (*const by_operator[])(struct operation *, struct stream *,
						   struct rational *) = {
		[OPERATOR_NUMBER] = next_number,
		[OPERATOR_X] = next_x,
		[OPERATOR_ADD] = next_sum,
		[OPERATOR_SUBTRACT] = next_sum,
		[OPERATOR_MULTIPLY] = next_product,
		[OPERATOR_DIVIDE] = next_quotient,
		[OPERATOR_INTEGRATE] = next_later,
		[OPERATOR_SHIFT] = next_later,
		[OPERATOR_DERIVE] = next_earlier,
		[OPERATOR_TAIL] = next_earlier,
		[OPERATOR_SUBSTITUTE] = next_substitution,
	};

	return by_operator[operation->expression->operator](operation, own, next);
}
