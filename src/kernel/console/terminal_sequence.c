/*
 * What the terminal's escape sequences do: one function for each last
 * character. A parameter that is missing is 0, as is one written so.
 *
 * Source: ECMA-48, fifth edition, section 8.3.
 *
 * SPDX-License-Identifier: MIT
 */
#include "terminal_sequence.h"

/* A count, of which there is always at least one. */
static unsigned
count_of(const struct terminal *terminal)
{
	return terminal->parameters[0] > 0 ? terminal->parameters[0] : 1;
}

static unsigned
at_most(unsigned value, unsigned limit)
{
	return value < limit ? value : limit;
}

/* A motion starts from where the cursor is seen. */
static unsigned
seen_column(const struct terminal *terminal)
{
	return at_most(terminal->cursor.column, terminal->columns - 1);
}

static void
cursor_up(struct terminal *terminal)
{
	terminal->cursor.line -= at_most(count_of(terminal), terminal->cursor.line);
	terminal->cursor.column = seen_column(terminal);
}

static void
cursor_down(struct terminal *terminal)
{
	terminal->cursor.line =
		at_most(terminal->cursor.line + count_of(terminal), terminal->lines - 1);
	terminal->cursor.column = seen_column(terminal);
}

static void
cursor_right(struct terminal *terminal)
{
	terminal->cursor.column =
		at_most(seen_column(terminal) + count_of(terminal), terminal->columns - 1);
}

static void
cursor_left(struct terminal *terminal)
{
	const unsigned column = seen_column(terminal);

	terminal->cursor.column = column - at_most(count_of(terminal), column);
}

/* Line and column, counted from 1. */
static void
cursor_position(struct terminal *terminal)
{
	const unsigned line = count_of(terminal);
	const unsigned column = terminal->parameters[1] > 0 ? terminal->parameters[1] : 1;

	terminal->cursor.line = at_most(line, terminal->lines) - 1;
	terminal->cursor.column = at_most(column, terminal->columns) - 1;
}

static void
cursor_save(struct terminal *terminal)
{
	terminal->saved = terminal->cursor;
}

static void
cursor_restore(struct terminal *terminal)
{
	terminal->cursor = terminal->saved;
}

/* From the cursor to the end (0), from the start to the cursor (1), or all (2) of a range. */
static void
erase_part(struct terminal *terminal, unsigned first, unsigned end)
{
	const unsigned cursor = terminal_cursor_cell(terminal);

	switch (terminal->parameters[0]) {
	case 0:
		terminal_erase(terminal, cursor, end);
		break;
	case 1:
		terminal_erase(terminal, first, cursor + 1);
		break;
	case 2:
		terminal_erase(terminal, first, end);
		break;
	}
}

static void
erase_screen(struct terminal *terminal)
{
	erase_part(terminal, 0, terminal->lines * terminal->columns);
}

static void
erase_line(struct terminal *terminal)
{
	const unsigned first = terminal->cursor.line * terminal->columns;

	erase_part(terminal, first, first + terminal->columns);
}

/* False if the rest of the sequence belongs to this parameter and is not understood. */
static bool
set_attribute(struct terminal *terminal, unsigned attribute)
{
	static const struct {
		uint8_t first;
		uint8_t colour;
		bool background;
	} ranges[] = {
		{ 30, 0, false },
		{ 40, 0, true },
		{ 90, 8, false },
		{ 100, 8, true },
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		const unsigned colour = attribute - ranges[i].first;

		if (attribute < ranges[i].first || colour > TERMINAL_WHITE)
			continue;
		if (ranges[i].background)
			terminal->background = ranges[i].colour + colour;
		else
			terminal->foreground = ranges[i].colour + colour;
		return true;
	}
	switch (attribute) {
	case 0:
		terminal_default_colours(terminal);
		break;
	case 1:
	case 22:
		terminal->bold = attribute == 1;
		break;
	case 7:
	case 27:
		terminal->reverse = attribute == 7;
		break;
	case 38: /* a colour out of more than 16 follows */
	case 48:
		return false;
	case 39:
		terminal->foreground = TERMINAL_WHITE;
		break;
	case 49:
		terminal->background = 0;
		break;
	}
	return true;
}

static void
set_attributes(struct terminal *terminal)
{
	for (unsigned i = 0; i < terminal->parameter_count; i++)
		if (!set_attribute(terminal, terminal->parameters[i]))
			return;
}

static void (*const sequences[])(struct terminal *terminal) = {
	['A' - '@'] = cursor_up,   ['B' - '@'] = cursor_down,     ['C' - '@'] = cursor_right,
	['D' - '@'] = cursor_left, ['H' - '@'] = cursor_position, ['J' - '@'] = erase_screen,
	['K' - '@'] = erase_line,  ['f' - '@'] = cursor_position, ['m' - '@'] = set_attributes,
	['s' - '@'] = cursor_save, ['u' - '@'] = cursor_restore,
};

void
terminal_sequence(struct terminal *terminal, unsigned char final)
{
	const unsigned index = final - '@';

	if (index < sizeof(sequences) / sizeof(sequences[0]) && sequences[index] != NULL)
		sequences[index](terminal);
}
