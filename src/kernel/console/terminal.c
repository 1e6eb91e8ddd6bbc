/*
 * The terminal's grid, its control characters, and the taking apart of
 * sequences. See <kernel/terminal.h>.
 *
 * SPDX-License-Identifier: MIT
 */
#include "terminal_sequence.h"

#include <kernel/assert.h>
#include <kernel/string.h>

#define TAB    8
#define ESCAPE 0x1b
#define CANCEL 0x18
#define DELETE 0x7f

/* Larger numbers than any grid needs are held to this, so that sums of them cannot wrap round. */
#define PARAMETER_LIMIT 9999

static void
changed(struct terminal *terminal, unsigned first, unsigned end)
{
	if (terminal->changed_first == terminal->changed_end) {
		terminal->changed_first = first;
		terminal->changed_end = end;
		return;
	}
	if (first < terminal->changed_first)
		terminal->changed_first = first;
	if (end > terminal->changed_end)
		terminal->changed_end = end;
}

void
terminal_erase(struct terminal *terminal, unsigned first, unsigned end)
{
	const struct terminal_cell blank = {
		.character = ' ',
		.colours = terminal->background << 4 | terminal->foreground,
	};

	for (unsigned i = first; i < end; i++)
		terminal->cells[i] = blank;
	if (first < end)
		changed(terminal, first, end);
}

void
terminal_default_colours(struct terminal *terminal)
{
	terminal->foreground = TERMINAL_WHITE;
	terminal->background = 0;
	terminal->bold = false;
	terminal->reverse = false;
}

void
terminal_init(struct terminal *terminal, struct terminal_cell *cells, unsigned lines,
	      unsigned columns)
{
	assert(lines > 0 && columns > 0);
	*terminal = (struct terminal){ .cells = cells, .lines = lines, .columns = columns };
	terminal_default_colours(terminal);
	terminal_erase(terminal, 0, lines * columns);
}

unsigned
terminal_cursor_cell(const struct terminal *terminal)
{
	unsigned column = terminal->cursor.column;

	if (column == terminal->columns)
		column--;
	return terminal->cursor.line * terminal->columns + column;
}

static unsigned
line_above(unsigned cell, unsigned columns)
{
	return cell < columns ? 0 : cell - columns;
}

/* Move all lines up by one, and what is known of changed cells with them. */
static void
scroll(struct terminal *terminal)
{
	const unsigned columns = terminal->columns;
	const unsigned last = (terminal->lines - 1) * columns;

	memmove(terminal->cells, terminal->cells + columns, last * sizeof(terminal->cells[0]));
	terminal->scrolled++;
	terminal->changed_first = line_above(terminal->changed_first, columns);
	terminal->changed_end = line_above(terminal->changed_end, columns);
	terminal_erase(terminal, last, last + columns);
}

static void
new_line(struct terminal *terminal)
{
	terminal->cursor.column = 0;
	if (terminal->cursor.line < terminal->lines - 1)
		terminal->cursor.line++;
	else
		scroll(terminal);
}

/* Also across the start of a line, so that a line editor can take back what was wrapped. */
static void
backspace(struct terminal *terminal)
{
	if (terminal->cursor.column > 0) {
		terminal->cursor.column--;
	} else if (terminal->cursor.line > 0) {
		terminal->cursor.line--;
		terminal->cursor.column = terminal->columns - 1;
	}
}

static void
tabulate(struct terminal *terminal)
{
	const unsigned column = terminal->cursor.column / TAB * TAB + TAB;

	/* One behind the last column stays there. */
	if (terminal->cursor.column < terminal->columns)
		terminal->cursor.column =
			column < terminal->columns ? column : terminal->columns - 1;
}

static void
control(struct terminal *terminal, unsigned char character)
{
	switch (character) {
	case '\n':
		new_line(terminal);
		break;
	case '\r':
		terminal->cursor.column = 0;
		break;
	case '\b':
		backspace(terminal);
		break;
	case '\t':
		tabulate(terminal);
		break;
	case ESCAPE:
		terminal->state = TERMINAL_ESCAPE;
		break;
	case CANCEL:
		terminal->state = TERMINAL_TEXT;
		break;
	}
}

static void
put(struct terminal *terminal, unsigned char character)
{
	const uint8_t bright = terminal->bold ? 8 : 0;
	const uint8_t foreground = terminal->foreground | bright;
	unsigned cell;

	if (character == DELETE)
		return;
	if (terminal->cursor.column == terminal->columns)
		new_line(terminal);
	cell = terminal_cursor_cell(terminal);
	terminal->cells[cell] = (struct terminal_cell){
		.character = character,
		.colours = terminal->reverse ? foreground << 4 | terminal->background
					     : terminal->background << 4 | foreground,
	};
	terminal->cursor.column++;
	changed(terminal, cell, cell + 1);
}

/* After ESC: '[' opens a sequence; others may have characters before their last one. */
static void
escaped(struct terminal *terminal, unsigned char character)
{
	if (character >= ' ' && character < '0')
		return;
	terminal->state = TERMINAL_TEXT;
	if (character != '[')
		return;
	terminal->state = TERMINAL_SEQUENCE;
	terminal->skipped = false;
	terminal->parameter_count = 1;
	memset(terminal->parameters, 0, sizeof(terminal->parameters));
}

static void
parameter(struct terminal *terminal, unsigned char character)
{
	unsigned *number = &terminal->parameters[terminal->parameter_count - 1];

	if (character == ';' && terminal->parameter_count < TERMINAL_PARAMETERS)
		terminal->parameter_count++;
	else if (character >= '0' && character <= '9' && *number < PARAMETER_LIMIT / 10)
		*number = *number * 10 + (character - '0');
	else if (character >= '0' && character <= '9')
		*number = PARAMETER_LIMIT;
	else
		terminal->skipped = true;
}

/* The ranges are those of ECMA-48, section 5.4. */
static void
in_sequence(struct terminal *terminal, unsigned char character)
{
	if (character < '@') {
		parameter(terminal, character);
		return;
	}
	terminal->state = TERMINAL_TEXT;
	if (!terminal->skipped)
		terminal_sequence(terminal, character);
}

void
terminal_write(struct terminal *terminal, const char *bytes, size_t n)
{
	for (; n > 0; n--) {
		const unsigned char character = *bytes++;

		if (character < ' ')
			control(terminal, character);
		else if (terminal->state == TERMINAL_ESCAPE)
			escaped(terminal, character);
		else if (terminal->state == TERMINAL_SEQUENCE)
			in_sequence(terminal, character);
		else
			put(terminal, character);
	}
}
