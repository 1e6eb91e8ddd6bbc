/*
 * A terminal without a screen: a grid of character cells, a cursor, and the
 * escape sequences of ECMA-48 that programs use. A painter shows the grid.
 *
 * Nothing is allocated, and whatever bytes come, the cursor stays within the
 * grid. The caller keeps uses of one terminal apart.
 *
 * Understood: CR, LF (which also returns the carriage), BS, TAB; ESC [ with
 * A B C D (cursor), H f (position), J K (erase), m (colours), s u (save and
 * restore the cursor). Other sequences are skipped whole.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_TERMINAL_H
#define TINE_KERNEL_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TERMINAL_PARAMETERS 8

/*
 * Colours are numbered as in the sequences: black 0, red 1, green 2, yellow 3, blue 4,
 * magenta 5, cyan 6, white 7; 8 more is the bright one.
 */
#define TERMINAL_WHITE 7

struct terminal_cell {
	uint8_t character; /* code page 437; never below ' ' */
	uint8_t colours;   /* of the character, and times 16 that of its background */
};

struct terminal_position {
	unsigned line;
	unsigned column;
};

enum terminal_state {
	TERMINAL_TEXT,
	TERMINAL_ESCAPE,   /* an ESC has come */
	TERMINAL_SEQUENCE, /* ESC [ has come */
};

struct terminal {
	struct terminal_cell *cells; /* lines * columns, line by line */
	unsigned lines;
	unsigned columns;

	/* Column columns is behind the last: the next character starts a new line first. */
	struct terminal_position cursor;
	struct terminal_position saved;

	uint8_t foreground; /* 0 to 15, as is background */
	uint8_t background;
	bool bold; /* foreground colours 0 to 7 are shown bright */
	bool reverse;

	enum terminal_state state;
	bool skipped; /* the sequence has characters that no known one has */
	unsigned parameter_count;
	unsigned parameters[TERMINAL_PARAMETERS];

	/* By how many lines everything has moved up, and the cells that have changed besides, from
	 * changed_first to before changed_end: for the painter, which sets all to 0 when it has
	 * shown them. */
	unsigned scrolled;
	unsigned changed_first;
	unsigned changed_end;
};

/* Makes an empty terminal of the caller's lines * columns cells; both are at least 1. */
void terminal_init(struct terminal *terminal, struct terminal_cell *cells, unsigned lines,
		   unsigned columns);

/* Enters bytes, of which any may be part of a sequence. */
void terminal_write(struct terminal *terminal, const char *bytes, size_t n);

/* The cell at which the cursor is to be shown. */
unsigned terminal_cursor_cell(const struct terminal *terminal);

#endif
