/*
 * The kernel monitor's reading of commands.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include "../../../src/kernel/debug/monitor_command.h"
#include <kernel/trace.h>
#include <string.h>

static const struct command commands[] = {
	{ .name = "help", .text = "list the commands" },
	{ .name = "show",
	  .arguments = { { ARGUMENT_VA, "VA" },
			 { ARGUMENT_COUNT, "[WORDS]" },
			 { ARGUMENT_ENV, "[ENVID]" } },
	  .text = "show memory" },
	{ .name = "show -p", .arguments = { { ARGUMENT_PHYSICAL, "ADDR" } }, .text = "show more" },
	{ .name = "allow", .arguments = { { ARGUMENT_RIGHTS, "RIGHTS" } } },
	{ .name = "of", .arguments = { { ARGUMENT_EVENT, "EVENT" } } },
	{ .name = "find",
	  .arguments = { { ARGUMENT_PATTERN, "WHAT" }, { ARGUMENT_COUNT, "[WORDS]" } } },
};

int
trace_event_find(const char *name)
{
	return strcmp(name, "fault") == 0 ? TRACE_FAULT : -1;
}

/* What the last line was; calls point into it. */
static char line_text[LINE_SIZE];
static struct command_call call;

static enum parse_result
parse(const char *text)
{
	strcpy(line_text, text);
	return command_parse(commands, sizeof(commands) / sizeof(commands[0]), line_text, &call);
}

static uint64_t
number(const char *word, unsigned base, uint64_t limit)
{
	uint64_t value;

	return parse_number(word, base, limit, &value) ? value : UINT64_MAX;
}

TEST("hexadecimal numbers are read with and without 0x, in either case")
{
	CHECK_EQ(number("f0100000", 16, UINT32_MAX), 0xf0100000);
	CHECK_EQ(number("0xF0100000", 16, UINT32_MAX), 0xf0100000);
	CHECK_EQ(number("0X1aB", 16, UINT32_MAX), 0x1ab);
	CHECK_EQ(number("0", 16, UINT32_MAX), 0);
}

TEST("counts are decimal unless they start with 0x")
{
	CHECK_EQ(number("10", 10, 100), 10);
	CHECK_EQ(number("0x10", 10, 100), 16);
	CHECK_EQ(number("1a", 10, 100), UINT64_MAX);
}

TEST("a number may be as large as its limit and no larger")
{
	CHECK_EQ(number("ffffffff", 16, UINT32_MAX), UINT32_MAX);
	CHECK_EQ(number("100000000", 16, UINT32_MAX), UINT64_MAX);
	CHECK_EQ(number("fffffffffffffffe", 16, UINT64_MAX), UINT64_MAX - 1);
	CHECK_EQ(number("10000000000000000", 16, UINT64_MAX), UINT64_MAX);
	CHECK_EQ(number("5", 10, 4), UINT64_MAX);
	CHECK_EQ(number("4", 10, 4), 4);
}

TEST("words without digits, or with other characters, are no numbers")
{
	CHECK_EQ(number("", 16, 100), UINT64_MAX);
	CHECK_EQ(number("0x", 16, 100), UINT64_MAX);
	CHECK_EQ(number("-1", 16, 100), UINT64_MAX);
	CHECK_EQ(number("1g", 16, 100), UINT64_MAX);
	CHECK_EQ(number("1@", 16, 100), UINT64_MAX);
	CHECK_EQ(number("0x0x1", 16, 100), UINT64_MAX);
}

TEST("a line of spaces is empty")
{
	CHECK_EQ(parse(""), PARSE_EMPTY);
	CHECK_EQ(parse("   "), PARSE_EMPTY);
}

TEST("commands are found by their whole name")
{
	CHECK_EQ(parse("  help  "), PARSE_OK);
	CHECK(call.command == &commands[0]);
	CHECK_EQ(parse("hel"), PARSE_UNKNOWN);
	CHECK_STR(call.word, "hel");
	CHECK_EQ(parse("helpme"), PARSE_UNKNOWN);
	CHECK_STR(call.word, "helpme");
}

TEST("of two forms the one with the longer name counts")
{
	CHECK_EQ(parse("show -p 123456789ab"), PARSE_OK);
	CHECK(call.command == &commands[2]);
	CHECK_EQ(call.values[0], 0x123456789ab);
	CHECK_EQ(parse("show 12"), PARSE_OK);
	CHECK(call.command == &commands[1]);
}

TEST("arguments become values, and optional ones may be left out")
{
	CHECK_EQ(parse("show f0000000 20 1001"), PARSE_OK);
	CHECK_EQ(call.count, 3);
	CHECK_EQ(call.values[0], 0xf0000000);
	CHECK_EQ(call.values[1], 20);
	CHECK_EQ(call.values[2], 0x1001);
	CHECK_EQ(parse("show f0000000"), PARSE_OK);
	CHECK_EQ(call.count, 1);
}

TEST("a missing argument is noticed")
{
	CHECK_EQ(parse("show"), PARSE_MISSING);
	CHECK(call.command == &commands[1]);
	CHECK_EQ(parse("show -p"), PARSE_MISSING);
	CHECK(call.command == &commands[2]);
}

TEST("a word too many is named")
{
	CHECK_EQ(parse("help me"), PARSE_EXCESS);
	CHECK_STR(call.word, "me");
	CHECK_EQ(parse("show 1 2 3 4"), PARSE_EXCESS);
	CHECK_STR(call.word, "4");
}

TEST("a wrong argument is named, with what it should be")
{
	CHECK_EQ(parse("show 1 many"), PARSE_BAD);
	CHECK_STR(call.word, "many");
	CHECK_EQ(call.expected, ARGUMENT_COUNT);
	CHECK_EQ(parse("show 100000000"), PARSE_BAD);
	CHECK_EQ(call.expected, ARGUMENT_VA);
	CHECK_EQ(parse("show 1 1 80000000"), PARSE_BAD);
	CHECK_EQ(call.expected, ARGUMENT_ENV);
}

TEST("a line full of words stays within bounds")
{
	char full[LINE_SIZE];

	for (size_t i = 0; i < sizeof(full) - 1; i++)
		full[i] = i % 2 == 0 ? 'a' : ' ';
	full[sizeof(full) - 1] = '\0';
	CHECK_EQ(parse(full), PARSE_UNKNOWN);
}

TEST("rights are r, rw or rx, and never both to write and to execute")
{
	CHECK_EQ(parse("allow r"), PARSE_OK);
	CHECK_EQ(call.values[0], 0);
	CHECK_EQ(parse("allow rw"), PARSE_OK);
	CHECK_EQ(call.values[0], RIGHT_WRITE);
	CHECK_EQ(parse("allow rx"), PARSE_OK);
	CHECK_EQ(call.values[0], RIGHT_EXECUTE);
	CHECK_EQ(parse("allow rwx"), PARSE_BAD);
	CHECK_EQ(parse("allow w"), PARSE_BAD);
}

TEST("an event is known by its name")
{
	CHECK_EQ(parse("of fault"), PARSE_OK);
	CHECK_EQ(call.values[0], TRACE_FAULT);
	CHECK_EQ(parse("of default"), PARSE_BAD);
}

TEST("a pattern is a text, bytes or a word")
{
	CHECK_EQ(parse("find \"two words\" 8"), PARSE_OK);
	CHECK_EQ(call.pattern.size, 9);
	CHECK(memcmp(call.pattern.bytes, "two words", 9) == 0);
	CHECK_EQ(call.values[1], 8);
	CHECK_EQ(parse("find \"no end"), PARSE_OK);
	CHECK_EQ(call.pattern.size, 6);
	CHECK_EQ(parse("find 7f:0:c"), PARSE_OK);
	CHECK_EQ(call.pattern.size, 3);
	CHECK(memcmp(call.pattern.bytes, "\x7f\0\x0c", 3) == 0);
	CHECK_EQ(parse("find 464c457f"), PARSE_OK);
	CHECK_EQ(call.pattern.size, 4);
	CHECK(memcmp(call.pattern.bytes,
		     "\x7f"
		     "ELF",
		     4) == 0);
}

TEST("what is no pattern is refused")
{
	CHECK_EQ(parse("find \"\""), PARSE_BAD);
	CHECK_EQ(parse("find \""), PARSE_BAD);
	CHECK_EQ(parse("find 7f:"), PARSE_BAD);
	CHECK_EQ(parse("find :7f"), PARSE_BAD);
	CHECK_EQ(parse("find 123:4"), PARSE_BAD);
	CHECK_EQ(parse("find 123456789"), PARSE_BAD);
	CHECK_EQ(parse("find text"), PARSE_BAD);
}

TEST("a pattern is found wherever it lies whole, and nowhere else")
{
	static const uint8_t bytes[] = "ababab";
	struct pattern pattern;

	CHECK(pattern_parse("61:62:61", &pattern));
	CHECK_EQ(pattern_find(&pattern, bytes, 6, 0), 0);
	CHECK_EQ(pattern_find(&pattern, bytes, 6, 1), 2);
	CHECK_EQ(pattern_find(&pattern, bytes, 6, 3), 6);
	CHECK_EQ(pattern_find(&pattern, bytes, 3, 0), 0);
	CHECK_EQ(pattern_find(&pattern, bytes, 4, 1), 4);
	CHECK_EQ(pattern_find(&pattern, bytes, 2, 0), 2);
}

TEST("an address may be a function's name, and nothing else may")
{
	CHECK_EQ(parse("show env_run2 8"), PARSE_OK);
	CHECK_STR(call.names[0], "env_run2");
	CHECK(call.names[1] == NULL);
	CHECK_EQ(parse("show add"), PARSE_OK); /* a number, if it can be one */
	CHECK(call.names[0] == NULL);
	CHECK_EQ(call.values[0], 0xadd);
	CHECK_EQ(parse("show 8x"), PARSE_BAD);
	CHECK_EQ(parse("show a-b"), PARSE_BAD);
	CHECK_EQ(parse("show 1 1 umain"), PARSE_BAD);
}
