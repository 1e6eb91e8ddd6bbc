/*
 * What each operator does to the coefficients of its operands.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_USER_SERIES_OPERATORS_H
#define TINE_USER_SERIES_OPERATORS_H

#include "stream.h"

struct operation {
	struct expression *expression;
	struct stream operands[OPERANDS_MAX]; /* opened when first needed */
	bool open[OPERANDS_MAX];
	struct stream inner; /* of a substitution: what is left of it, */
	bool inner_open;     /* once that is needed */
};

/*
 * Work out the coefficient that follows those in own; or set own->length if
 * there are only zeroes from there on.
 */
enum failure operation_next(struct operation *operation, struct stream *own, struct rational *next);

#endif
