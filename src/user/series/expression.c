/*
 * Reads formulas, and defines the functions that may stand in them.
 *
 * SPDX-License-Identifier: MIT
 */
#include "expression.h"

#include <ctype.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define EXPONENT_MAX 64
#define NUMBER_MAX   1000000
#define DEPTH_MAX    32 /* of parentheses and minus signs in each other */

static struct {
	const char *next;
	const char *error;
	unsigned depth;
	jmp_buf give_up;
} reader;

static _Noreturn void
fail(const char *error)
{
	reader.error = error;
	longjmp(reader.give_up, 1);
}

static struct expression *
make(enum operator operator, struct expression * a, struct expression *b)
{
	struct expression *made = malloc(sizeof(*made));

	if (made == NULL)
		fail("there is no memory for it");
	*made = (struct expression){ .operator= operator, .operands = { a, b } };
	return made;
}

static struct expression *
make_number(int32_t number)
{
	struct expression *made = make(OPERATOR_NUMBER, NULL, NULL);

	made->number = number;
	return made;
}

/* Not yet known what it is the same as. */
static struct expression *
make_same(void)
{
	return make(OPERATOR_SAME, NULL, NULL);
}

static struct expression *
define(struct expression *same, struct expression *definition)
{
	same->operands[0] = definition;
	return definition;
}

static struct expression *
plus_integral(int32_t constant, struct expression *a)
{
	a = make(OPERATOR_INTEGRATE, a, NULL);
	return constant == 0 ? a : make(OPERATOR_ADD, make_number(constant), a);
}

static struct expression *
of(struct expression *outer, struct expression *inner)
{
	return make(OPERATOR_SUBSTITUTE, outer, inner);
}

/* exp = 1 + integral of exp */
static struct expression *
function_exp(struct expression *a)
{
	struct expression *same = make_same();

	return of(define(same, plus_integral(1, same)), a);
}

/* sin = integral of (1 - integral of sin) */
static struct expression *
function_sin(struct expression *a)
{
	struct expression *same = make_same();
	struct expression *cos = make(OPERATOR_SUBTRACT, make_number(1), plus_integral(0, same));

	return of(define(same, plus_integral(0, cos)), a);
}

/* cos = 1 - integral of integral of cos */
static struct expression *
function_cos(struct expression *a)
{
	struct expression *same = make_same();
	struct expression *twice = plus_integral(0, plus_integral(0, same));

	return of(define(same, make(OPERATOR_SUBTRACT, make_number(1), twice)), a);
}

/* tan = integral of (1 + tan * tan) */
static struct expression *
function_tan(struct expression *a)
{
	struct expression *same = make_same();
	struct expression *square = make(OPERATOR_MULTIPLY, same, same);

	return of(define(same, plus_integral(0, make(OPERATOR_ADD, make_number(1), square))), a);
}

/* The logarithm of 1 + a: the integral of a' / (1 + a) */
static struct expression *
function_log1p(struct expression *a)
{
	struct expression *below = make(OPERATOR_ADD, make_number(1), a);

	return plus_integral(0, make(OPERATOR_DIVIDE, make(OPERATOR_DERIVE, a, NULL), below));
}

static struct expression *
function_integral(struct expression *a)
{
	return plus_integral(0, a);
}

static struct expression *
function_derivative(struct expression *a)
{
	return make(OPERATOR_DERIVE, a, NULL);
}

/* The reversion: r with a(r) = x, that is r = x / tail of a (r), where a begins with 0. */
static struct expression *
function_rev(struct expression *a)
{
	struct expression *same = make_same();
	struct expression *below = of(make(OPERATOR_TAIL, a, NULL), same);
	struct expression *quotient = make(OPERATOR_DIVIDE, make_number(1), below);

	return define(same, make(OPERATOR_SHIFT, quotient, NULL));
}

static const struct {
	const char *name;
	struct expression *(*make)(struct expression *a);
} functions[] = {
	{ "exp", function_exp },
	{ "sin", function_sin },
	{ "cos", function_cos },
	{ "tan", function_tan },
	{ "log1p", function_log1p },
	{ "integral", function_integral },
	{ "derivative", function_derivative },
	{ "rev", function_rev },
};

static char
peek(void)
{
	while (isspace((unsigned char)*reader.next))
		reader.next++;
	return *reader.next;
}

static bool
take(char wanted)
{
	if (peek() != wanted)
		return false;
	reader.next++;
	return true;
}

static int32_t
read_number(int32_t limit)
{
	int32_t number = 0;

	if (!isdigit((unsigned char)peek()))
		fail("a number is missing");
	while (isdigit((unsigned char)*reader.next)) {
		number = number * 10 + (*reader.next - '0');
		if (number > limit)
			fail("this number is too large");
		reader.next++;
	}
	return number;
}

static struct expression *read_sum(void);

static struct expression *
read_function(void)
{
	const char *name = reader.next;
	size_t length = 0;
	struct expression *argument;

	while (isalnum((unsigned char)name[length]))
		length++;
	if (length == 1 && *name == 'x') {
		reader.next++;
		return make(OPERATOR_X, NULL, NULL);
	}
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		if (strlen(functions[i].name) != length ||
		    strncmp(functions[i].name, name, length) != 0)
			continue;
		reader.next += length;
		if (!take('('))
			fail("a function wants its argument in parentheses");
		argument = read_sum();
		if (!take(')'))
			fail("a parenthesis is not closed");
		return functions[i].make(argument);
	}
	fail(length > 0 ? "there is no function of this name" : "something is missing");
}

static struct expression *
read_atom(void)
{
	struct expression *inner;

	if (isdigit((unsigned char)peek()))
		return make_number(read_number(NUMBER_MAX));
	if (!take('('))
		return read_function();
	inner = read_sum();
	if (!take(')'))
		fail("a parenthesis is not closed");
	return inner;
}

static struct expression *
raise_to(struct expression *base, int32_t exponent)
{
	struct expression *half;

	if (exponent == 0)
		return make_number(1);
	if (exponent == 1)
		return base;
	half = raise_to(base, exponent / 2);
	half = make(OPERATOR_MULTIPLY, half, half);
	return exponent % 2 == 0 ? half : make(OPERATOR_MULTIPLY, base, half);
}

static struct expression *
read_power(void)
{
	struct expression *base;

	if (take('-')) {
		if (++reader.depth > DEPTH_MAX)
			fail("there are too many signs and parentheses in each other");
		base = make(OPERATOR_SUBTRACT, make_number(0), read_power());
		reader.depth--;
		return base;
	}
	base = read_atom();
	return take('^') ? raise_to(base, read_number(EXPONENT_MAX)) : base;
}

static struct expression *
read_product(void)
{
	struct expression *left = read_power();

	for (;;) {
		if (take('*'))
			left = make(OPERATOR_MULTIPLY, left, read_power());
		else if (take('/'))
			left = make(OPERATOR_DIVIDE, left, read_power());
		else
			return left;
	}
}

static struct expression *
read_sum(void)
{
	struct expression *left;

	if (++reader.depth > DEPTH_MAX)
		fail("there are too many signs and parentheses in each other");
	left = read_product();
	for (;;) {
		if (take('+')) {
			left = make(OPERATOR_ADD, left, read_product());
		} else if (take('-')) {
			left = make(OPERATOR_SUBTRACT, left, read_product());
		} else {
			reader.depth--;
			return left;
		}
	}
}

struct expression *
expression_parse(const char *text, const char **error, const char **position)
{
	struct expression *result;

	reader.next = text;
	reader.depth = 0;
	if (setjmp(reader.give_up) != 0) {
		*error = reader.error;
		*position = reader.next;
		return NULL;
	}
	result = read_sum();
	if (peek() != '\0')
		fail("nothing can follow here");
	return result;
}
