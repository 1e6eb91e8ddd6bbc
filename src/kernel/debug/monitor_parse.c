/*
 * From a line to a command and its arguments.
 *
 * SPDX-License-Identifier: MIT
 */
#include "monitor_command.h"

#include <kernel/string.h>

static const struct {
	unsigned base;
	uint64_t limit;
} kinds[] = {
	[ARGUMENT_VA] = { 16, UINT32_MAX },
	[ARGUMENT_PHYSICAL] = { 16, PHYSICAL_LAST },
	[ARGUMENT_ENV] = { 16, INT32_MAX },
	[ARGUMENT_COUNT] = { 10, DUMP_WORDS_MAX },
};

/* The value of a digit in any base up to 16; 16 if it is none. */
static unsigned
digit_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return (unsigned)(digit - '0');
	digit |= 'a' - 'A';
	if (digit >= 'a' && digit <= 'f')
		return (unsigned)(digit - 'a') + 10;
	return 16;
}

bool
parse_number(const char *word, unsigned base, uint64_t limit, uint64_t *value)
{
	uint64_t number = 0;

	if (word[0] == '0' && (word[1] == 'x' || word[1] == 'X')) {
		base = 16;
		word += 2;
	}
	if (*word == '\0')
		return false;
	for (; *word != '\0'; word++) {
		const unsigned digit = digit_value(*word);

		if (digit >= base || digit > limit || number > (limit - digit) / base)
			return false;
		number = number * base + digit;
	}
	*value = number;
	return true;
}

/*
 * Ends the first word of *line, moves *line behind it, and returns it; null if there is none. One
 * that begins with a quote has spaces up to the next quote.
 */
static char *
next_word(char **line)
{
	char *word = *line;
	char *end;

	while (*word == ' ')
		word++;
	if (*word == '\0')
		return NULL;
	end = word + 1;
	if (*word == '"')
		while (*end != '"' && *end != '\0')
			end++;
	while (*end != ' ' && *end != '\0')
		end++;
	*line = *end == '\0' ? end : end + 1;
	*end = '\0';
	return word;
}

/* How many words a command's name has if the line starts with it, else 0. */
static unsigned
words_of_name(const char *name, char *const *words, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		const size_t length = strlen(words[i]);

		if (strncmp(name, words[i], length) != 0)
			return 0;
		name += length;
		if (*name == '\0')
			return i + 1;
		if (*name++ != ' ')
			return 0;
	}
	return 0;
}

static bool
parse_rights(const char *word, uint64_t *rights)
{
	static const char *const names[] = {
		[0] = "r",
		[RIGHT_WRITE] = "rw",
		[RIGHT_EXECUTE] = "rx",
	};

	for (*rights = 0; *rights < sizeof(names) / sizeof(names[0]); ++*rights)
		if (strcmp(word, names[*rights]) == 0)
			return true;
	return false;
}

static bool
parse_value(enum argument_kind kind, const char *word, struct command_call *call, unsigned index)
{
	int event;

	switch (kind) {
	case ARGUMENT_EVENT:
		event = trace_event_find(word);
		call->values[index] = (uint64_t)event;
		return event >= 0;
	case ARGUMENT_RIGHTS:
		return parse_rights(word, &call->values[index]);
	case ARGUMENT_PATTERN:
		return pattern_parse(word, &call->pattern);
	default:
		return parse_number(word, kinds[kind].base, kinds[kind].limit,
				    &call->values[index]);
	}
}

/* May it be a function's name? Whether it is, depends on whose. */
static bool
is_name(const char *word)
{
	for (const char *c = word; *c != '\0'; c++) {
		const char letter = *c | ('a' - 'A');

		if ((letter < 'a' || letter > 'z') && *c != '_' &&
		    (c == word || *c < '0' || *c > '9'))
			return false;
	}
	return *word != '\0';
}

static enum parse_result
parse_arguments(struct command_call *call, char *const *words, unsigned count)
{
	const struct argument *arguments = call->command->arguments;

	for (unsigned i = 0; i < count; i++) {
		const enum argument_kind kind =
			i < ARGUMENTS_MAX ? arguments[i].kind : ARGUMENT_NONE;

		call->word = words[i];
		call->expected = kind;
		if (kind == ARGUMENT_NONE)
			return PARSE_EXCESS;
		if (parse_value(kind, words[i], call, i))
			continue;
		if (kind != ARGUMENT_VA || !is_name(words[i]))
			return PARSE_BAD;
		call->names[i] = words[i];
	}
	call->count = count;
	if (count < ARGUMENTS_MAX && arguments[count].kind != ARGUMENT_NONE &&
	    arguments[count].name[0] != '[')
		return PARSE_MISSING;
	return PARSE_OK;
}

enum parse_result
command_parse(const struct command *commands, unsigned count, char *line, struct command_call *call)
{
	char *words[LINE_SIZE / 2];
	unsigned word_count = 0, name_words = 0;

	*call = (struct command_call){ 0 };
	while (word_count < LINE_SIZE / 2 && (words[word_count] = next_word(&line)) != NULL)
		word_count++;
	if (word_count == 0)
		return PARSE_EMPTY;
	for (unsigned i = 0; i < count; i++) {
		const unsigned matching = words_of_name(commands[i].name, words, word_count);

		if (matching > name_words) {
			name_words = matching;
			call->command = &commands[i];
		}
	}
	call->word = words[0];
	if (call->command == NULL)
		return PARSE_UNKNOWN;
	return parse_arguments(call, words + name_words, word_count - name_words);
}
