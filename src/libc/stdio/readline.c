/*
 * The line editor: echo, backspace, control-U, control-D.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>
#include <string.h>

#include "console.h"
#include "line.h"

#define CONTROL(letter) ((letter) - '@')
#define DELETE          0x7F

static const char rub_out[] = "\b \b";

bool
line_read(char *line, size_t size_bytes)
{
	size_t length = 0;

	for (;;) {
		int c = console_read_char();

		if (c < 0 || c == CONTROL('D')) {
			if (length == 0)
				return false;
			if (c < 0)
				break;
		} else if (c == '\n' || c == '\r') {
			console_write("\n", 1);
			break;
		} else if (c == '\b' || c == DELETE) {
			if (length > 0) {
				console_write(rub_out, strlen(rub_out));
				length--;
			}
		} else if (c == CONTROL('U')) {
			for (; length > 0; length--)
				console_write(rub_out, strlen(rub_out));
		} else if (c >= ' ' && length + 1 < size_bytes) {
			line[length] = (char)c;
			console_write(line + length, 1);
			length++;
		}
	}
	line[length] = '\0';
	return true;
}

char *
readline(const char *prompt)
{
	static char line[BUFSIZ];

	if (prompt != NULL)
		cprintf("%s", prompt);
	return line_read(line, sizeof(line)) ? line : NULL;
}
