/*
 * Typing a line.
 *
 * SPDX-License-Identifier: MIT
 */
#include "monitor_command.h"

#define DELETE 0x7f

enum line_event
line_type(struct line *line, int character)
{
	switch (character) {
	case '\n':
	case '\r':
		line->text[line->length] = '\0';
		return LINE_DONE;
	case '\b':
	case DELETE:
		if (line->length == 0)
			return LINE_IGNORED;
		line->length--;
		return LINE_ERASED;
	default:
		if (character < ' ' || character > '~' || line->length == sizeof(line->text) - 1)
			return LINE_IGNORED;
		line->text[line->length++] = (char)character;
		return LINE_ADDED;
	}
}
