/*
 * What a word on the monitor's command line may become.
 *
 * SPDX-License-Identifier: MIT
 */
#include "monitor_command.h"

#include <kernel/string.h>

void
completion_offer(struct completion *completion, const char *candidate)
{
	size_t length = 0;

	if (strncmp(candidate, completion->word, completion->length) != 0 ||
	    strnlen(candidate, LINE_SIZE) == LINE_SIZE || strcmp(candidate, completion->last) == 0)
		return;
	memcpy(completion->last, candidate, strlen(candidate) + 1);
	if (completion->count++ == 0) {
		memcpy(completion->common, candidate, strlen(candidate) + 1);
	} else {
		while (completion->common[length] == candidate[length] && candidate[length] != '\0')
			length++;
		completion->common[length] = '\0';
	}
	if (completion->show != NULL && completion->count <= CANDIDATES_MAX)
		completion->show(candidate);
}

/* The first word of text from *start on, and its length; *start is moved behind it. */
static size_t
word_at(const char *text, size_t end, size_t *start, const char **word)
{
	size_t length = 0;

	while (*start < end && text[*start] == ' ')
		++*start;
	*word = text + *start;
	while (*start < end && text[*start] != ' ') {
		++*start;
		length++;
	}
	return length;
}

/* Does the command's name allow this word at position? If so, *argument tells which it is, if any. */
static bool
name_allows(const char *name, unsigned position, const char *word, size_t length, int *argument)
{
	const size_t end = strlen(name);
	const char *own;
	unsigned index = 0;
	size_t start = 0, own_length;

	*argument = -1;
	while ((own_length = word_at(name, end, &start, &own)) > 0) {
		if (index++ == position)
			return own_length == length && memcmp(own, word, length) == 0;
	}
	*argument = (int)(position - index);
	return true;
}

/* Offer the name's word at position. */
static void
offer_name(struct completion *completion, const char *name, unsigned position)
{
	const size_t end = strlen(name);
	char text[LINE_SIZE];
	const char *own;
	size_t start = 0, length = 0;

	for (unsigned i = 0; i <= position; i++)
		length = word_at(name, end, &start, &own);
	if (length == 0 || length >= sizeof(text))
		return;
	memcpy(text, own, length);
	text[length] = '\0';
	completion_offer(completion, text);
}

/* Do all words of the line before the one at position fit this command? */
static bool
fits(const struct command *command, const struct line *line, unsigned position)
{
	size_t start = 0;

	for (unsigned i = 0; i < position; i++) {
		const char *word;
		const size_t length = word_at(line->text, line->cursor, &start, &word);
		int argument;

		if (!name_allows(command->name, i, word, length, &argument))
			return false;
	}
	return true;
}

void
command_complete(const struct command *commands, unsigned count, const struct line *line,
		 offer_values *offer, struct completion *completion)
{
	uint32_t offered = 0; /* a bit for each kind of argument */
	unsigned position = 0;
	size_t start = 0, length;
	const char *word;
	int argument;

	while ((length = word_at(line->text, line->cursor, &start, &word)) > 0 &&
	       start < line->cursor)
		position++;
	completion->word = word;
	completion->length = length;
	for (unsigned i = 0; i < count; i++) {
		if (!fits(&commands[i], line, position))
			continue;
		/* A word that no name has. */
		name_allows(commands[i].name, position, "", 0, &argument);
		if (argument < 0)
			offer_name(completion, commands[i].name, position);
		else if (argument < ARGUMENTS_MAX &&
			 !(offered & 1u << commands[i].arguments[argument].kind)) {
			offered |= 1u << commands[i].arguments[argument].kind;
			offer(commands[i].arguments[argument].kind, completion);
		}
	}
}

bool
line_complete(struct line *line, const struct completion *completion)
{
	const size_t before = line->length;

	if (completion->count == 0)
		return false;
	line_insert(line, completion->common + completion->length);
	if (completion->count == 1)
		line_insert(line, " ");
	return line->length != before;
}
