/*
 * The reader of the command line. It works on characters as they are after
 * quotes have been removed, so that no copy of a word is needed.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <kernel/cmdline.h>

#define WORD_END (-1)

struct cursor {
	const char *at;
	char quote; /* the one that is open, or 0 */
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool
is_quote(char c)
{
	return c == '"' || c == '\'';
}

/* The word's next character, or WORD_END. */
static int
next_character(struct cursor *cursor)
{
	while (*cursor->at != '\0' && (cursor->quote != 0 || !is_blank(*cursor->at))) {
		char c = *cursor->at++;

		if (cursor->quote != 0 ? c == cursor->quote : is_quote(c)) {
			cursor->quote = cursor->quote != 0 ? 0 : c;
			continue;
		}
		if (c == '\\' && cursor->quote != '\'' &&
		    (is_quote(*cursor->at) || *cursor->at == '\\'))
			c = *cursor->at++;
		return (unsigned char)c;
	}
	return WORD_END;
}

/* Goes to where the next word starts; false if there is none. */
static bool
word_start(struct cursor *cursor)
{
	while (is_blank(*cursor->at))
		cursor->at++;
	return *cursor->at != '\0';
}

static void
word_skip(struct cursor *cursor)
{
	while (next_character(cursor) != WORD_END)
		;
}

/* Whether the word goes on with text; the cursor is then behind it. */
static bool
passes(struct cursor *cursor, const char *text)
{
	for (; *text != '\0'; text++)
		if (next_character(cursor) != (unsigned char)*text)
			return false;
	return true;
}

/* Copies the rest of the word. Its length, or -E_INVAL if it was cut off. */
static int
copy_word(struct cursor *cursor, char *buffer, size_t size)
{
	size_t length = 0;
	int c;

	while ((c = next_character(cursor)) != WORD_END) {
		if (length == size - 1) {
			buffer[length] = '\0';
			return -E_INVAL;
		}
		buffer[length++] = (char)c;
	}
	buffer[length] = '\0';
	return (int)length;
}

int
cmdline_get(const char *line, const char *key, unsigned index, char *buffer, size_t size)
{
	struct cursor cursor = { .at = line };

	for (; word_start(&cursor); word_skip(&cursor))
		if (passes(&cursor, key) && passes(&cursor, "=") && index-- == 0)
			return copy_word(&cursor, buffer, size);
	buffer[0] = '\0';
	return -E_NOT_FOUND;
}

bool
cmdline_has(const char *line, const char *word)
{
	struct cursor cursor = { .at = line };

	for (; word_start(&cursor); word_skip(&cursor))
		if (passes(&cursor, word) && next_character(&cursor) == WORD_END)
			return true;
	return false;
}
