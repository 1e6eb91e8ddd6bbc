/*
 * The reader of symbol tables. It touches nothing but the table, of whose
 * contents it trusts nothing that was not checked when it was opened.
 *
 * SPDX-License-Identifier: MIT
 */
#include "symbols.h"

#include <kernel/string.h>

#define MAGIC           0x4e595354 /* "TSYN" */
#define NUMBER_SIZE     5          /* bytes that a number of 32 bits may take */
#define FIRST_CHARACTER ' '
#define FIRST_PAIR      96
#define PAIRS_MAX       (UINT8_MAX + 1 - FIRST_PAIR)
#define PAIR_SIZE       2

enum header_word {
	WORD_MAGIC,
	WORD_FUNCTIONS,
	WORD_PAIRS,
	WORD_NAMES,
	WORD_LINES,
	WORD_ROWS,
	WORD_START,
	HEADER_WORDS
};

bool
symbols_open(struct symbols *symbols, const void *bytes, size_t size_bytes)
{
	uint32_t header[HEADER_WORDS];

	if (size_bytes < sizeof(header))
		return false;
	memcpy(header, bytes, sizeof(header));
	if (header[WORD_MAGIC] != MAGIC || header[WORD_PAIRS] > PAIRS_MAX)
		return false;
	symbols->function_count = header[WORD_FUNCTIONS];
	symbols->pair_count = header[WORD_PAIRS];
	symbols->names_size = header[WORD_NAMES];
	symbols->lines_size = header[WORD_LINES];
	symbols->row_count = header[WORD_ROWS];
	symbols->start = header[WORD_START];
	symbols->pairs = (const uint8_t *)bytes + sizeof(header);
	symbols->names = symbols->pairs + symbols->pair_count * PAIR_SIZE;
	symbols->lines = symbols->names + symbols->names_size;
	return sizeof(header) + symbols->pair_count * PAIR_SIZE + (uint64_t)symbols->names_size +
		       symbols->lines_size <=
	       size_bytes;
}

/* A number at *position of these bytes, which moves behind it; what lies beyond their end is zero. */
static uint32_t
next_number(const uint8_t *bytes, uint32_t size_bytes, uint32_t *position)
{
	uint32_t number = 0;

	for (unsigned i = 0; i < NUMBER_SIZE && *position < size_bytes; i++) {
		const uint8_t byte = bytes[(*position)++];

		number |= (uint32_t)(byte & 0x7f) << 7 * i;
		if (!(byte & 0x80))
			break;
	}
	return number;
}

/* The two lower codes that a code is for; false if the table has none. */
static bool
pair_of(const struct symbols *symbols, uint8_t code, uint8_t pair[PAIR_SIZE])
{
	const uint32_t index = code - FIRST_PAIR;

	if (index >= symbols->pair_count)
		return false;
	memcpy(pair, symbols->pairs + index * PAIR_SIZE, PAIR_SIZE);
	return pair[0] < code && pair[1] < code;
}

/* Write the name at position of the names. */
static void
unpack_name(const struct symbols *symbols, uint32_t position, char name[SYMBOL_NAME_SIZE])
{
	/* Codes still to come. Each pair on the way leaves its second one, and they get lower. */
	uint8_t waiting[PAIRS_MAX + 1];
	unsigned count = 0, length = 0;

	while (length < SYMBOL_NAME_SIZE - 1) {
		uint8_t pair[PAIR_SIZE], code;

		if (count > 0)
			code = waiting[--count];
		else if (position >= symbols->names_size ||
			 (code = symbols->names[position++]) == 0)
			break;
		if (code < FIRST_PAIR) {
			name[length++] = (char)(code + FIRST_CHARACTER);
		} else if (pair_of(symbols, code, pair)) {
			waiting[count++] = pair[1];
			waiting[count++] = pair[0];
		} else {
			name[length++] = '?';
		}
	}
	name[length] = '\0';
}

bool
symbols_next(const struct symbols *symbols, struct symbol *symbol)
{
	if (symbol->number >= symbols->function_count || symbol->next >= symbols->names_size)
		return false;
	symbol->number++;
	symbol->address += next_number(symbols->names, symbols->names_size, &symbol->next);
	symbol->name = symbol->next;
	while (symbol->next < symbols->names_size && symbols->names[symbol->next++] != 0)
		;
	return true;
}

void
symbols_name(const struct symbols *symbols, const struct symbol *symbol,
	     char name[SYMBOL_NAME_SIZE])
{
	unpack_name(symbols, symbol->name, name);
}

bool
symbols_address(const struct symbols *symbols, const char *name, uint32_t *address)
{
	struct symbol symbol = { 0 };

	while (symbols_next(symbols, &symbol)) {
		char other[SYMBOL_NAME_SIZE];

		symbols_name(symbols, &symbol, other);
		if (strcmp(other, name) == 0) {
			*address = symbol.address;
			return true;
		}
	}
	return false;
}

static void
find_line(const struct symbols *symbols, uint32_t address, struct symbol_place *place)
{
	const uint32_t size = symbols->lines_size;
	uint32_t row_address = symbols->start, position = 0, file = 0;

	place->line = 0;
	for (uint32_t i = 0; i < symbols->row_count && position < size; i++) {
		const uint32_t step = next_number(symbols->lines, size, &position);
		uint32_t difference;

		row_address += step / 2;
		if (row_address > address)
			break;
		if (step % 2 != 0)
			file = next_number(symbols->lines, size, &position);
		difference = next_number(symbols->lines, size, &position);
		place->line += difference % 2 != 0 ? -(difference / 2 + 1) : difference / 2;
	}
	place->file[0] = '\0';
	if (place->line != 0)
		unpack_name(symbols, file, place->file);
}

bool
symbols_place(const struct symbols *symbols, uint32_t address, struct symbol_place *place)
{
	struct symbol symbol = { 0 }, last = { 0 };

	while (symbols_next(symbols, &symbol) && symbol.address <= address)
		last = symbol;
	if (last.number == 0)
		return false;
	symbols_name(symbols, &last, place->function);
	place->offset = address - last.address;
	find_line(symbols, address, place);
	return true;
}
