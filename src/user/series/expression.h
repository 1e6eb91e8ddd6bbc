/*
 * Power series as formulas: what a person types, taken apart.
 *
 *   sum     = product { ("+" | "-") product }
 *   product = power { ("*" | "/") power }
 *   power   = ["-"] atom [ "^" NUMBER ]
 *   atom    = NUMBER | "x" | "(" sum ")" | FUNCTION "(" sum ")"
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_USER_SERIES_EXPRESSION_H
#define TINE_USER_SERIES_EXPRESSION_H

#include <exo/env.h>
#include <stdbool.h>
#include <stdint.h>

#define OPERANDS_MAX 2

enum operator{
	OPERATOR_NUMBER,     /* number, then zeroes */
	OPERATOR_X,          /* x itself */
	OPERATOR_ADD,        /* a + b */
	OPERATOR_SUBTRACT,   /* a - b */
	OPERATOR_MULTIPLY,   /* a * b */
	OPERATOR_DIVIDE,     /* a / b */
	OPERATOR_INTEGRATE,  /* the integral of a from 0 to x */
	OPERATOR_DERIVE,     /* a' */
	OPERATOR_SHIFT,      /* x * a */
	OPERATOR_TAIL,       /* (a - a's constant term) / x */
	OPERATOR_SUBSTITUTE, /* a with b in the place of x */
	OPERATOR_SAME,       /* the series that a is at work on: see below */
};

/*
 * A formula that speaks of itself contains OPERATOR_SAME, whose operand is
 * the part of the formula that is meant: exp is "1 + the integral of exp".
 */
struct expression {
	enum operator operator;
	int32_t number;
	struct expression *operands[OPERANDS_MAX];
	envid_t env; /* the environment that works on it, once there is one */
};

/* Null: it is not a formula, and *error says why and *position where. Nothing is ever freed. */
struct expression *expression_parse(const char *text, const char **error, const char **position);

#endif
