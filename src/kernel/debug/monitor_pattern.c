/*
 * What the monitor can search for, and finding it in a piece of memory.
 *
 * SPDX-License-Identifier: MIT
 */
#include "monitor_command.h"

#include <kernel/string.h>

#define BYTE_DIGITS 2

static bool
parse_text(const char *word, struct pattern *pattern)
{
	const size_t length = strlen(word);

	/* With the quote at its end, unless the line ended first. */
	pattern->size = length > 1 && word[length - 1] == '"' ? length - 2 : length - 1;
	memcpy(pattern->bytes, word + 1, pattern->size);
	return pattern->size > 0;
}

/* Bytes with colons between them: 7f:45:4c:46. */
static bool
parse_bytes(const char *word, struct pattern *pattern)
{
	while (*word != '\0') {
		char digits[BYTE_DIGITS + 1] = { 0 };
		uint64_t value;

		for (unsigned i = 0; i < BYTE_DIGITS && *word != ':' && *word != '\0'; i++)
			digits[i] = *word++;
		if (!parse_number(digits, 16, UINT8_MAX, &value))
			return false;
		pattern->bytes[pattern->size++] = (uint8_t)value;
		if (*word == ':' && word[1] != '\0')
			word++;
		else if (*word != '\0')
			return false;
	}
	return true;
}

bool
pattern_parse(const char *word, struct pattern *pattern)
{
	uint64_t value;

	pattern->size = 0;
	if (*word == '"')
		return parse_text(word, pattern);
	if (strchr(word, ':') != NULL)
		return parse_bytes(word, pattern);
	if (!parse_number(word, 16, UINT32_MAX, &value))
		return false;
	/* As a word lies in memory: its lowest byte first. */
	for (; pattern->size < sizeof(uint32_t); value >>= 8)
		pattern->bytes[pattern->size++] = (uint8_t)value;
	return true;
}

size_t
pattern_find(const struct pattern *pattern, const uint8_t *bytes, size_t size_bytes, size_t from)
{
	for (; from + pattern->size <= size_bytes; from++)
		if (bytes[from] == pattern->bytes[0] &&
		    memcmp(bytes + from, pattern->bytes, pattern->size) == 0)
			return from;
	return size_bytes;
}
