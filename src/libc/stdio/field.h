/*
 * A converted argument on its way to the output, as a list of pieces.
 *
 * Nothing is copied together, so that no precision is too long for a buffer.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_LIBC_FIELD_H
#define TINE_LIBC_FIELD_H

#include <stdbool.h>
#include <stddef.h>

#include <libc/stdlib/decimal.h>

struct piece {
	const char *bytes; /* null: that many zeroes */
	size_t length;
};

struct field {
	char prefix[4]; /* sign, 0x: goes before the zeroes of the 0 flag */
	struct piece pieces[8];
	size_t count;
	bool zero_pad; /* pad with zeroes if the 0 flag asks for it */
	char text[32]; /* room for what pieces point to */
};

static inline void
field_add(struct field *field, const char *bytes, size_t length)
{
	if (length > 0)
		field->pieces[field->count++] = (struct piece){ bytes, length };
}

/*
 * Adds the digits of a value that is not negative, in the style of f, F, g, G, E,
 * a or A; a negative precision is the default one. With `alternate` the point
 * stays, and so do %g's trailing zeroes. Pieces point into `decimal`, which is the
 * caller's to keep until the field is printed.
 */
void field_float(struct field *field, struct decimal *decimal, double value, char style,
		 int precision, bool alternate);

#endif
