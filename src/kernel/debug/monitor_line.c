/*
 * Typing a line: editing, and earlier lines. What terminals send for keys is
 * understood in the ANSI form, which the kernel's own keyboards send as well.
 *
 * Source: ECMA-48, section 5.4; xterm's "PC-style function keys".
 *
 * SPDX-License-Identifier: MIT
 */
#include "monitor_command.h"

#include <kernel/string.h>

#define CONTROL(letter) ((letter) - '@')
#define ESCAPE          0x1b
#define DELETE          0x7f
#define PARAMETER_MAX   99

/* What a key does. */
typedef enum line_event action(struct line *line, const struct history *history);

void
line_begin(struct line *line)
{
	memset(line, 0, sizeof(*line));
}

/* Take away count characters from place on. */
static void
cut(struct line *line, size_t place, size_t count)
{
	memmove(line->text + place, line->text + place + count, line->length - place - count + 1);
	line->length -= count;
	line->cursor = place;
}

void
line_insert(struct line *line, const char *text)
{
	const size_t room = sizeof(line->text) - 1 - line->length;
	const size_t count = strnlen(text, room);
	char *place = line->text + line->cursor;

	memmove(place + count, place, line->length - line->cursor + 1);
	memcpy(place, text, count);
	line->length += count;
	line->cursor += count;
}

static enum line_event
move_to(struct line *line, size_t place)
{
	if (line->cursor == place)
		return LINE_IGNORED;
	line->cursor = place;
	return LINE_CHANGED;
}

static enum line_event
left(struct line *line, const struct history *history)
{
	(void)history;
	return move_to(line, line->cursor - (line->cursor > 0));
}

static enum line_event
right(struct line *line, const struct history *history)
{
	(void)history;
	return move_to(line, line->cursor + (line->cursor < line->length));
}

static enum line_event
to_start(struct line *line, const struct history *history)
{
	(void)history;
	return move_to(line, 0);
}

static enum line_event
to_end(struct line *line, const struct history *history)
{
	(void)history;
	return move_to(line, line->length);
}

static enum line_event
erase_before(struct line *line, const struct history *history)
{
	const bool at_end = line->cursor == line->length;

	(void)history;
	if (line->cursor == 0)
		return LINE_IGNORED;
	cut(line, line->cursor - 1, 1);
	return at_end ? LINE_ERASED : LINE_CHANGED;
}

static enum line_event
erase_here(struct line *line, const struct history *history)
{
	(void)history;
	if (line->cursor == line->length)
		return LINE_IGNORED;
	cut(line, line->cursor, 1);
	return LINE_CHANGED;
}

static enum line_event
erase_to_start(struct line *line, const struct history *history)
{
	(void)history;
	cut(line, 0, line->cursor);
	return LINE_CHANGED;
}

static enum line_event
erase_to_end(struct line *line, const struct history *history)
{
	(void)history;
	cut(line, line->cursor, line->length - line->cursor);
	return LINE_CHANGED;
}

/* Show the line that is so far back. */
static enum line_event
recall(struct line *line, const struct history *history, unsigned back)
{
	if (line->back == 0)
		memcpy(line->typed, line->text, sizeof(line->typed));
	memcpy(line->text,
	       back == 0 ? line->typed : history->lines[(history->count - back) % HISTORY_LINES],
	       sizeof(line->text));
	line->back = back;
	line->length = line->cursor = strlen(line->text);
	return LINE_CHANGED;
}

static enum line_event
earlier(struct line *line, const struct history *history)
{
	if (line->back == history->count || line->back == HISTORY_LINES)
		return LINE_IGNORED;
	return recall(line, history, line->back + 1);
}

static enum line_event
later(struct line *line, const struct history *history)
{
	return line->back == 0 ? LINE_IGNORED : recall(line, history, line->back - 1);
}

static enum line_event
finish(struct line *line, const struct history *history)
{
	(void)line;
	(void)history;
	return LINE_DONE;
}

static enum line_event
ask_completion(struct line *line, const struct history *history)
{
	(void)line;
	(void)history;
	return LINE_COMPLETE;
}

static const struct {
	int character;
	action *act;
} keys[] = {
	{ '\n', finish },
	{ '\r', finish },
	{ '\t', ask_completion },
	{ '\b', erase_before },
	{ DELETE, erase_before },
	{ CONTROL('A'), to_start },
	{ CONTROL('B'), left },
	{ CONTROL('D'), erase_here },
	{ CONTROL('E'), to_end },
	{ CONTROL('F'), right },
	{ CONTROL('K'), erase_to_end },
	{ CONTROL('N'), later },
	{ CONTROL('P'), earlier },
	{ CONTROL('U'), erase_to_start },
};

/* Escape, [ or O, perhaps a number, and the last character. */
static const struct {
	int last;
	unsigned parameter;
	action *act;
} sequences[] = {
	{ 'A', 0, earlier },  { 'B', 0, later },    { 'C', 0, right },    { 'D', 0, left },
	{ 'H', 0, to_start }, { 'F', 0, to_end },   { '~', 1, to_start }, { '~', 3, erase_here },
	{ '~', 4, to_end },   { '~', 7, to_start }, { '~', 8, to_end },
};

/* A character within an escape sequence, which it may end. */
static enum line_event
continue_sequence(struct line *line, const struct history *history, int character)
{
	if (line->sequence++ == 1) {
		if (character != '[' && character != 'O')
			line->sequence = 0;
		return LINE_IGNORED;
	}
	if (character >= '0' && character <= '9' && line->parameter <= PARAMETER_MAX) {
		line->parameter = line->parameter * 10 + (unsigned)(character - '0');
		return LINE_IGNORED;
	}
	if (character >= ' ' && character < '@')
		return LINE_IGNORED;
	line->sequence = 0;
	for (size_t i = 0; i < sizeof(sequences) / sizeof(sequences[0]); i++)
		if (sequences[i].last == character && sequences[i].parameter == line->parameter)
			return sequences[i].act(line, history);
	return LINE_IGNORED;
}

enum line_event
line_type(struct line *line, const struct history *history, int character)
{
	const bool at_end = line->cursor == line->length;

	if (line->sequence > 0)
		return continue_sequence(line, history, character);
	if (character == ESCAPE) {
		line->sequence = 1;
		line->parameter = 0;
		return LINE_IGNORED;
	}
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (keys[i].character == character)
			return keys[i].act(line, history);
	if (character < ' ' || character > '~' || line->length == sizeof(line->text) - 1)
		return LINE_IGNORED;
	line_insert(line, (const char[2]){ (char)character });
	return at_end ? LINE_ADDED : LINE_CHANGED;
}

void
history_add(struct history *history, const char *text)
{
	const char *before = history->lines[(history->count - 1) % HISTORY_LINES];
	char *place = history->lines[history->count % HISTORY_LINES];
	const size_t length = strnlen(text, LINE_SIZE - 1);

	if (length == 0 || (history->count > 0 && strcmp(text, before) == 0))
		return;
	memcpy(place, text, length);
	place[length] = '\0';
	history->count++;
}
