/*
 * Tables of functions and source lines, as scripts/build/symbols.py makes
 * them: the kernel's own, and one in each program's file.
 *
 * A table is words of 32 bits, the names and the lines:
 *
 *	magic, functions, bytes of names, bytes of lines, rows, first address
 *	address, name offset		of each function, by address
 *	names				each ends in a zero byte
 *	rows of lines
 *
 * A row is two or three numbers in LEB128: twice the distance of its address
 * from that of the row before, plus one if the file changes; then the
 * offset of the file's name; twice the difference of the line, or, if that is
 * negative, twice its amount less one. Line 0: none is known.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_DEBUG_SYMBOLS_H
#define TINE_KERNEL_DEBUG_SYMBOLS_H

#include <abi/types.h>

struct symbols {
	const uint8_t *functions;
	const uint8_t *lines;
	const char *names;
	uint32_t function_count, names_size, lines_size, row_count;
	uint32_t start; /* where rows begin to count */
};

/* What is known of an address. */
struct symbol_place {
	const char *function;
	uint32_t offset;  /* from the function's beginning */
	const char *file; /* null: not known */
	uint32_t line;
};

/* False if it is no table, or not a whole one. It must not change after. */
bool symbols_open(struct symbols *symbols, const void *bytes, size_t size_bytes);

/* False if address is below the first function. */
bool symbols_place(const struct symbols *symbols, uint32_t address, struct symbol_place *place);

/* The name of function number index, by address; null from their number on. */
const char *symbols_name(const struct symbols *symbols, uint32_t index);

/* Where the first function of that name begins; false when there is none. */
bool symbols_address(const struct symbols *symbols, const char *name, uint32_t *address);

#endif
