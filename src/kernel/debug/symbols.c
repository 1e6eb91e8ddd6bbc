/*
 * The reader of symbol tables. It touches nothing but the table, of whose
 * contents it trusts nothing that was not checked when it was opened.
 *
 * SPDX-License-Identifier: MIT
 */
#include "symbols.h"

#include <kernel/string.h>

#define MAGIC       0x4d595354 /* "TSYM" */
#define NUMBER_SIZE 5          /* bytes that a number of 32 bits may take */

enum header_word {
	WORD_MAGIC,
	WORD_FUNCTIONS,
	WORD_NAMES,
	WORD_LINES,
	WORD_ROWS,
	WORD_START,
	HEADER_WORDS
};
enum function_word { FUNCTION_ADDRESS, FUNCTION_NAME, FUNCTION_WORDS };

#define FUNCTION_SIZE (FUNCTION_WORDS * sizeof(uint32_t))

static uint32_t
word_at(const uint8_t *bytes, size_t index)
{
	uint32_t word;

	memcpy(&word, bytes + index * sizeof(word), sizeof(word));
	return word;
}

static uint32_t
function_word(const struct symbols *symbols, uint32_t index, enum function_word which)
{
	return word_at(symbols->functions + index * FUNCTION_SIZE, which);
}

bool
symbols_open(struct symbols *symbols, const void *bytes, size_t size_bytes)
{
	const uint8_t *header = bytes;
	const size_t header_size = HEADER_WORDS * sizeof(uint32_t);
	uint64_t size;

	if (size_bytes < header_size || word_at(header, WORD_MAGIC) != MAGIC)
		return false;
	symbols->function_count = word_at(header, WORD_FUNCTIONS);
	symbols->names_size = word_at(header, WORD_NAMES);
	symbols->lines_size = word_at(header, WORD_LINES);
	symbols->row_count = word_at(header, WORD_ROWS);
	symbols->start = word_at(header, WORD_START);
	size = header_size + (uint64_t)symbols->function_count * FUNCTION_SIZE +
	       symbols->names_size + symbols->lines_size;
	if (size > size_bytes)
		return false;
	symbols->functions = header + header_size;
	symbols->names = (const char *)symbols->functions + symbols->function_count * FUNCTION_SIZE;
	symbols->lines = (const uint8_t *)symbols->names + symbols->names_size;
	return symbols->names_size > 0 && symbols->names[symbols->names_size - 1] == '\0';
}

static const char *
name_at(const struct symbols *symbols, uint32_t offset)
{
	return offset < symbols->names_size ? symbols->names + offset : "?";
}

const char *
symbols_name(const struct symbols *symbols, uint32_t index)
{
	if (index >= symbols->function_count)
		return NULL;
	return name_at(symbols, function_word(symbols, index, FUNCTION_NAME));
}

bool
symbols_address(const struct symbols *symbols, const char *name, uint32_t *address)
{
	const char *other;

	for (uint32_t i = 0; (other = symbols_name(symbols, i)) != NULL; i++) {
		if (strcmp(other, name) == 0) {
			*address = function_word(symbols, i, FUNCTION_ADDRESS);
			return true;
		}
	}
	return false;
}

/* A number at *position, which moves behind it; what lies beyond the end is zero. */
static uint32_t
next_number(const struct symbols *symbols, uint32_t *position)
{
	uint32_t number = 0;

	for (unsigned i = 0; i < NUMBER_SIZE && *position < symbols->lines_size; i++) {
		const uint8_t byte = symbols->lines[(*position)++];

		number |= (uint32_t)(byte & 0x7f) << 7 * i;
		if (!(byte & 0x80))
			break;
	}
	return number;
}

static void
find_line(const struct symbols *symbols, uint32_t address, struct symbol_place *place)
{
	uint32_t row_address = symbols->start, line = 0, position = 0;
	const char *file = NULL;

	for (uint32_t i = 0; i < symbols->row_count && position < symbols->lines_size; i++) {
		const uint32_t step = next_number(symbols, &position);
		uint32_t difference;

		row_address += step / 2;
		if (row_address > address)
			break;
		if (step % 2 != 0)
			file = name_at(symbols, next_number(symbols, &position));
		difference = next_number(symbols, &position);
		line += difference % 2 != 0 ? -(difference / 2 + 1) : difference / 2;
	}
	place->file = line != 0 ? file : NULL;
	place->line = line;
}

bool
symbols_place(const struct symbols *symbols, uint32_t address, struct symbol_place *place)
{
	uint32_t low = 0, high = symbols->function_count;

	/* The function sought begins before function high, and not before function low - 1. */
	while (low < high) {
		const uint32_t middle = low + (high - low) / 2;

		if (function_word(symbols, middle, FUNCTION_ADDRESS) <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return false;
	place->function = symbols_name(symbols, low - 1);
	place->offset = address - function_word(symbols, low - 1, FUNCTION_ADDRESS);
	find_line(symbols, address, place);
	return true;
}
