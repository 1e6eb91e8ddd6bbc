/*
 * Tables of functions and source lines, as scripts/build/symbols.py makes
 * them: the kernel's own, and one in each program's file.
 *
 * A table is words of 32 bits, and four stretches of bytes:
 *
 *	magic, functions, pairs, bytes of names, bytes of lines, rows, first address
 *	pairs		two codes each
 *	names		of each function, by address: its distance from the one
 *			before (of the first, from 0), and its name; then of each file its name
 *	rows of lines
 *
 * Names are packed: a code below 96 is the character 32 further on, and 0 ends
 * the name; code 96 is for the codes of the first pair, 97 for the second, and
 * so on. A pair has lower codes than its own only.
 *
 * A row is two or three numbers: twice the distance of its address from that
 * of the row before, plus one if the file changes; then where in the names the
 * file's is; twice the difference of the line, or, if that is negative, twice
 * its amount less one. Line 0: none is known. Numbers are in LEB128.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_DEBUG_SYMBOLS_H
#define TINE_KERNEL_DEBUG_SYMBOLS_H

#include <abi/types.h>

#define SYMBOL_NAME_SIZE 64 /* with the zero byte at the end; longer ones are cut */

struct symbols {
	const uint8_t *pairs, *names, *lines;
	uint32_t function_count, pair_count, names_size, lines_size, row_count;
	uint32_t start; /* where rows begin to count */
};

/* A function. All zero: the one before the first. */
struct symbol {
	uint32_t address;
	uint32_t number;     /* of functions up to this one */
	uint32_t name, next; /* where in the names its own begins, and what follows that */
};

/* What is known of an address. */
struct symbol_place {
	char function[SYMBOL_NAME_SIZE];
	uint32_t offset;             /* from the function's beginning */
	char file[SYMBOL_NAME_SIZE]; /* empty: not known */
	uint32_t line;
};

/* False if it is no table, or not a whole one. It must not change after. */
bool symbols_open(struct symbols *symbols, const void *bytes, size_t size_bytes);

/* False if address is below the first function. */
bool symbols_place(const struct symbols *symbols, uint32_t address, struct symbol_place *place);

/* Go on to the next function, by address; false if there is none. */
bool symbols_next(const struct symbols *symbols, struct symbol *symbol);

/* Its name. */
void symbols_name(const struct symbols *symbols, const struct symbol *symbol,
		  char name[SYMBOL_NAME_SIZE]);

/* Where the first function of that name begins; false when there is none. */
bool symbols_address(const struct symbols *symbols, const char *name, uint32_t *address);

#endif
