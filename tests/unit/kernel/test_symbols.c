/*
 * Tables of functions and lines.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include "../../../src/kernel/debug/symbols.h"
#include <stdlib.h>
#include <string.h>

#define START 0x800020

/* What scripts/build/symbols.py could make of three functions in two files. */
static const struct {
	uint32_t magic, functions, pairs_count, names_size, lines_size, rows, start;
	uint8_t pairs[3][2];
	uint8_t names[25];
	uint8_t lines[16];
} __attribute__((packed)) sample = {
	.magic = 0x4e595354,
	.functions = 3,
	.pairs_count = 3,
	.names_size = 25,
	.lines_size = 16,
	.rows = 5,
	.start = START,
	.pairs = { { 'm' - ' ', 'a' - ' ' }, { 'i' - ' ', 'n' - ' ' }, { 96, 97 } },
	.names = {
		0xa0, 0x80, 0x80, 0x04, 'a' - ' ', 0,
		0x80, 0x02, 'a' - ' ', 'd' - ' ', 'd' - ' ', 0,
		0x80, 0x01, 'u' - ' ', 98, 0,
		'a' - ' ', '.' - ' ', 'c' - ' ', 0,
		'b' - ' ', '.' - ' ', 'c' - ' ', 0,
	},
	.lines = {
		0 * 2 + 1, 17, 10 * 2,          /* a.c:10 */
		8 * 2, 1 * 2 - 1,               /* a.c:9 */
		0xf0, 0x03, 0x94, 0x03,         /* 248 bytes further on, a.c:211 */
		0x10 * 2 + 1, 21, 0x8f, 0x03, /* b.c:11 */
		0xe0, 0x01, 11 * 2 - 1,          /* none */
	},
};

static struct symbols symbols;
static struct symbol_place place;

static bool
look_up(uint32_t address)
{
	return symbols_open(&symbols, &sample, sizeof(sample)) &&
	       symbols_place(&symbols, address, &place);
}

TEST("an address belongs to the last function that begins at or below it")
{
	CHECK(!look_up(START - 1));
	CHECK(look_up(START));
	CHECK_STR(place.function, "a");
	CHECK_EQ(place.offset, 0);
	CHECK(look_up(START + 0x17f));
	CHECK_STR(place.function, "add");
	CHECK_EQ(place.offset, 0x7f);
	CHECK(look_up(UINT32_MAX));
	CHECK_STR(place.function, "umain");
}

TEST("an address belongs to the last line that begins at or below it")
{
	CHECK(look_up(START + 7));
	CHECK_STR(place.file, "a.c");
	CHECK_EQ(place.line, 10);
	CHECK(look_up(START + 8));
	CHECK_EQ(place.line, 9);
	CHECK(look_up(START + 0x100));
	CHECK_STR(place.file, "a.c");
	CHECK_EQ(place.line, 211);
	CHECK(look_up(START + 0x110));
	CHECK_STR(place.file, "b.c");
	CHECK_EQ(place.line, 11);
}

TEST("where no line is known none is told")
{
	CHECK(look_up(START + 0x180));
	CHECK_STR(place.file, "");
}

TEST("functions are found by their whole name")
{
	uint32_t address;

	CHECK(look_up(START));
	CHECK(symbols_address(&symbols, "umain", &address));
	CHECK_EQ(address, START + 0x180);
	CHECK(!symbols_address(&symbols, "umai", &address));
}

TEST("functions come by address, and then no more")
{
	static const char *const names[] = { "a", "add", "umain" };
	struct symbol symbol = { 0 };
	char name[SYMBOL_NAME_SIZE];

	CHECK(look_up(START));
	for (unsigned i = 0; i < 3; i++) {
		CHECK(symbols_next(&symbols, &symbol));
		symbols_name(&symbols, &symbol, name);
		CHECK_STR(name, names[i]);
	}
	CHECK(!symbols_next(&symbols, &symbol));
}

TEST("a name that unpacks to more than there is room for is cut")
{
	struct {
		uint32_t magic, functions, pairs_count, names_size, lines_size, rows, start;
		uint8_t pairs[160][2];
		uint8_t names[3];
	} __attribute__((packed)) table = {
		sample.magic, 1, 160, 3, 0, 0, START, .names = { 1, 255, 0 },
	};

	for (unsigned i = 0; i < 160; i++)
		for (unsigned half = 0; half < 2; half++)
			table.pairs[i][half] = (uint8_t)(i == 0 ? 'a' - ' ' : 95 + i);
	CHECK(symbols_open(&symbols, &table, sizeof(table)));
	CHECK(symbols_place(&symbols, 1, &place));
	CHECK_EQ(strspn(place.function, "a"), SYMBOL_NAME_SIZE - 1);
	CHECK_EQ(strlen(place.function), SYMBOL_NAME_SIZE - 1);
	table.pairs[159][0] = 255;
	CHECK(symbols_place(&symbols, 1, &place));
	CHECK_STR(place.function, "?");
}

TEST("a table that is cut short, or is none, is refused")
{
	uint8_t bytes[sizeof(sample)];

	for (size_t size = 0; size < sizeof(sample); size++)
		CHECK(!symbols_open(&symbols, &sample, size));
	memcpy(bytes, &sample, sizeof(bytes));
	bytes[0] ^= 1;
	CHECK(!symbols_open(&symbols, bytes, sizeof(bytes)));
}

TEST("whatever single byte of a table is wrong, nothing outside it is read")
{
	for (size_t i = 0; i < sizeof(sample); i++) {
		for (unsigned wrong = 0; wrong < 256; wrong += 5) {
			uint8_t *bytes = malloc(sizeof(sample));
			uint32_t address;

			memcpy(bytes, &sample, sizeof(sample));
			bytes[i] = (uint8_t)wrong;
			if (symbols_open(&symbols, bytes, sizeof(sample))) {
				for (uint32_t at = 0; at < 0x200; at += 4)
					symbols_place(&symbols, START + at, &place);
				symbols_address(&symbols, "none", &address);
			}
			free(bytes);
		}
	}
}
