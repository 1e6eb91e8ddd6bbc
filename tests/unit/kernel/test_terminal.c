/*
 * The console's terminal: what is in its cells and where its cursor is.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <kernel/terminal.h>
#include <stdlib.h>
#include <string.h>

#define LINES   4
#define COLUMNS 10
#define CELLS   (LINES * COLUMNS)
#define PLAIN   0x07 /* white on black */

static struct terminal_cell cells[CELLS];
static struct terminal terminal;

static void
start(void)
{
	terminal_init(&terminal, cells, LINES, COLUMNS);
}

static void
type(const char *text)
{
	terminal_write(&terminal, text, strlen(text));
}

/* A line's characters, without blanks at its end. */
static const char *
line(unsigned index)
{
	static char text[COLUMNS + 1];
	unsigned end = 0;

	for (unsigned i = 0; i < COLUMNS; i++) {
		text[i] = (char)cells[index * COLUMNS + i].character;
		if (text[i] != ' ')
			end = i + 1;
	}
	text[end] = '\0';
	return text;
}

static uint8_t
colours(unsigned at_line, unsigned column)
{
	return cells[at_line * COLUMNS + column].colours;
}

static bool
cursor_is_at(unsigned at_line, unsigned column)
{
	return terminal_cursor_cell(&terminal) == at_line * COLUMNS + column;
}

TEST("a new terminal is blank, white on black, with the cursor at the top")
{
	start();
	for (unsigned i = 0; i < CELLS; i++)
		CHECK(cells[i].character == ' ' && cells[i].colours == PLAIN);
	CHECK(cursor_is_at(0, 0));
	CHECK_EQ(terminal.changed_first, 0);
	CHECK_EQ(terminal.changed_end, CELLS);
}

TEST("a line feed also returns the carriage; a carriage return only that")
{
	start();
	type("one\ntwo\rT");
	CHECK_STR(line(0), "one");
	CHECK_STR(line(1), "Two");
	CHECK(cursor_is_at(1, 1));
}

TEST("a full line is wrapped by the next character, not before")
{
	start();
	type("0123456789");
	CHECK(cursor_is_at(0, 9));
	type("\nnext");
	CHECK_STR(line(1), "next");
	type("\rabcdefghijK");
	CHECK_STR(line(1), "abcdefghij");
	CHECK_STR(line(2), "K");
}

TEST("the bottom line's line feed and wrap scroll the others up")
{
	start();
	type("a\nb\nc\nd\ne");
	CHECK_STR(line(0), "b");
	CHECK_STR(line(3), "e");
	type("123456789F");
	CHECK_STR(line(0), "c");
	CHECK_STR(line(2), "e123456789");
	CHECK_STR(line(3), "F");
}

TEST("a backspace goes left without erasing, over a wrapped line's start too")
{
	start();
	type("\b");
	CHECK(cursor_is_at(0, 0));
	type("0123456789A\b\b");
	CHECK(cursor_is_at(0, 9));
	CHECK_STR(line(1), "A");
	type("x");
	CHECK_STR(line(0), "012345678x");
	type("\b");
	CHECK(cursor_is_at(0, 9));
}

TEST("a tabulator goes to the next multiple of 8, at most to the last column")
{
	start();
	type("a\tb");
	CHECK_STR(line(0), "a       b");
	type("\t");
	CHECK(cursor_is_at(0, 9));
	type("\tcd");
	CHECK_STR(line(0), "a       bc");
	CHECK_STR(line(1), "d");
	type("\x1b[3;1H0123456789\tx");
	CHECK_STR(line(3), "x");
}

TEST("characters that show nothing change nothing")
{
	start();
	type("a\a\v\x7f\x01"
	     "b");
	CHECK_STR(line(0), "ab");
	type("\x80\xff");
	CHECK_EQ(cells[2].character, 0x80);
	CHECK_EQ(cells[3].character, 0xff);
}

TEST("the cursor moves by counts, 1 if none is given, and stops at the edges")
{
	start();
	type("\x1b[2;3H");
	CHECK(cursor_is_at(1, 2));
	type("\x1b[A\x1b[C");
	CHECK(cursor_is_at(0, 3));
	type("\x1b[2B\x1b[2D");
	CHECK(cursor_is_at(2, 1));
	type("\x1b[0C");
	CHECK(cursor_is_at(2, 2));
	type("\x1b[99A\x1b[99D");
	CHECK(cursor_is_at(0, 0));
	type("\x1b[99B\x1b[99C");
	CHECK(cursor_is_at(3, 9));
	type("\x1b[;4f");
	CHECK(cursor_is_at(0, 3));
	type("\x1b[99;99H");
	CHECK(cursor_is_at(3, 9));
	type("\x1b[H");
	CHECK(cursor_is_at(0, 0));
}

TEST("a motion from behind the last column starts at the last")
{
	start();
	type("0123456789\x1b[D");
	CHECK(cursor_is_at(0, 8));
	type("\x1b[2;1H0123456789\x1b[AX");
	CHECK_STR(line(0), "012345678X");
}

TEST("parts of the line are erased: from the cursor, to the cursor, all")
{
	start();
	type("0123456789\x1b[1;4H\x1b[K");
	CHECK_STR(line(0), "012");
	type("\r0123456789\x1b[1;4H\x1b[1K");
	CHECK_STR(line(0), "    456789");
	type("\x1b[2K");
	CHECK_STR(line(0), "");
	CHECK(cursor_is_at(0, 3));
}

TEST("parts of the screen are erased: from the cursor, to the cursor, all")
{
	start();
	type("aaa\nbbb\nccc\nddd\x1b[2;2H\x1b[J");
	CHECK_STR(line(0), "aaa");
	CHECK_STR(line(1), "b");
	CHECK_STR(line(3), "");
	type("\x1b[3;1Hccc\x1b[1;2H\x1b[1J");
	CHECK_STR(line(0), "  a");
	CHECK_STR(line(2), "ccc");
	type("\x1b[2J");
	CHECK_STR(line(2), "");
	CHECK(cursor_is_at(0, 1));
}

TEST("the cursor is saved and restored, the place behind the last column too")
{
	start();
	type("0123456789\x1b[s\x1b[4;1H\x1b[ux");
	CHECK_STR(line(0), "0123456789");
	CHECK_STR(line(1), "x");
}

TEST("colours and attributes are those of the characters that follow")
{
	static const struct {
		const char *sequence;
		uint8_t colours;
	} samples[] = {
		{ "\x1b[31m", 0x01 },
		{ "\x1b[44m", 0x47 },
		{ "\x1b[93m", 0x0b },
		{ "\x1b[105m", 0xd7 },
		{ "\x1b[1m", 0x0f },
		{ "\x1b[1;34m", 0x0c },
		{ "\x1b[7m", 0x70 },
		{ "\x1b[31;42;7m", 0x12 },
		{ "\x1b[1;22m", 0x07 },
		{ "\x1b[7;27m", 0x07 },
		{ "\x1b[31;39m", 0x07 },
		{ "\x1b[41;49m", 0x07 },
		{ "\x1b[31;42;1;0m", 0x07 },
		{ "\x1b[31m\x1b[m", 0x07 },
		{ "\x1b[38;5;1m", 0x07 },
		{ "\x1b[4;5;31m", 0x01 },
		{ "\x1b[1;38;2;7;7;7m", 0x0f },
		{ "\x1b[37;40m", 0x07 },
		{ "\x1b[97;107m", 0xff },
		{ "\x1b[48;5;1m", 0x07 },
		{ "\x1b[98;108m", 0x07 },
	};

	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		start();
		type(samples[i].sequence);
		type("x");
		if (!CHECK_EQ(colours(0, 0), samples[i].colours))
			CHECK_STR(samples[i].sequence + 1, "");
	}
}

TEST("what is erased, and a line that is scrolled in, has the background's colour")
{
	start();
	type("\x1b[41m\x1b[2J");
	CHECK_EQ(colours(3, 9), 0x17);
	type("\x1b[42m\x1b[4;1H\n");
	CHECK_EQ(colours(2, 0), 0x17);
	CHECK_EQ(colours(3, 0), 0x27);
}

TEST("sequences that are not known are skipped whole")
{
	start();
	type("a\x1b[?25lb\x1b[5nc\x1b(Bd\x1b=e\x1b[>1;2;3cf\x1b[1 qg\x1b[1;2;3;4;5;6;7;8;9;10Gh");
	CHECK_STR(line(0), "abcdefgh");
	type("\r\x1b[?2J\x1b[3J\x1b[?7m!");
	CHECK_STR(line(0), "!bcdefgh");
	CHECK_EQ(colours(0, 0), PLAIN);
	type("\x1b[?7m\x1b[31m?");
	CHECK_EQ(colours(0, 1), 0x01);
}

TEST("a sequence may come in pieces, hold controls, be cancelled or begun anew")
{
	start();
	type("a\x1b");
	type("[");
	type("2;");
	type("5");
	type("Hx");
	CHECK_STR(line(1), "    x");
	type("\x1b[3\n1my");
	CHECK_STR(line(2), "y");
	CHECK_EQ(colours(2, 0), 0x01);
	type("\x1b[0m\x1b[32\x18mz");
	CHECK_STR(line(2), "ymz");
	type("\x1b[3\x1b[34mw");
	CHECK_EQ(colours(2, 3), 0x04);
	type("\x1b\x80v");
	CHECK_STR(line(2), "ymzwv");
}

TEST("numbers of any length do no harm")
{
	start();
	type("\x1b[99999999999999999999C\x1b[4294967296B\x1b[00000000000000002Dx");
	CHECK_STR(line(3), "       x");
	type("\x1b[99999999999m\x1b[99999999999Jy");
	CHECK_STR(line(3), "       xy");
}

TEST("the changed cells are known")
{
	start();
	terminal.changed_first = terminal.changed_end = 0;
	type("\x1b[2;3H");
	CHECK_EQ(terminal.changed_first, terminal.changed_end);
	type("ab");
	CHECK_EQ(terminal.changed_first, 12);
	CHECK_EQ(terminal.changed_end, 14);
	type("\x1b[1;9Hx");
	CHECK_EQ(terminal.changed_first, 8);
	CHECK_EQ(terminal.changed_end, 14);
	CHECK_EQ(terminal.scrolled, 0);
}

TEST("the changed cells move with the lines that are scrolled")
{
	start();
	type("\x1b[4;1H");
	terminal.changed_first = terminal.changed_end = 0;
	type("\n");
	CHECK_EQ(terminal.scrolled, 1);
	CHECK_EQ(terminal.changed_first, CELLS - COLUMNS);
	CHECK_EQ(terminal.changed_end, CELLS);
	type("ab\n\n");
	CHECK_EQ(terminal.scrolled, 3);
	CHECK_EQ(terminal.changed_first, CELLS - 3 * COLUMNS);
	CHECK_EQ(terminal.changed_end, CELLS);
	type("\x1b[1;4Hx\x1b[4;1H");
	CHECK_EQ(terminal.changed_first, 3);
	terminal.changed_end = 4;
	type("\n"); /* what had changed is gone */
	CHECK_EQ(terminal.changed_first, CELLS - COLUMNS);
	CHECK_EQ(terminal.changed_end, CELLS);
	type("\x1b[2;4Hx\x1b[4;1H\n");
	CHECK_EQ(terminal.changed_first, 3);
}

TEST("a terminal of one cell works")
{
	struct terminal_cell *cell = malloc(sizeof(*cell));

	terminal_init(&terminal, cell, 1, 1);
	type("a\b\t\nbc\x1b[2J\x1b[H\x1b[5C\x1b[Bde");
	CHECK_EQ(cell->character, 'e');
	free(cell);
}

TEST("random bytes keep the cursor and the changed cells within the grid")
{
	static const char interesting[] = "\x1b\x1b\x1b[[[[0123456789;;?ABCDHfJKmsu\n\r\b\t x";
	struct terminal_cell *own = malloc(CELLS * sizeof(*own));

	srand(1);
	terminal_init(&terminal, own, LINES, COLUMNS);
	for (unsigned i = 0; i < 200000; i++) {
		char byte = interesting[(unsigned)rand() % (sizeof(interesting) - 1)];

		if (rand() % 16 == 0)
			byte = (char)rand();
		terminal_write(&terminal, &byte, 1);
		if (terminal.cursor.line >= LINES || terminal.cursor.column > COLUMNS ||
		    terminal.changed_end > CELLS) {
			CHECK(!"within the grid");
			break;
		}
		if (i % 64 == 0)
			terminal.changed_first = terminal.changed_end = 0;
	}
	for (unsigned i = 0; i < CELLS; i++)
		CHECK(own[i].character >= ' ');
	free(own);
}
