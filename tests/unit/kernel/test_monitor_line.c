/*
 * The kernel monitor's line editor, history and completion.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include "../../../src/kernel/debug/monitor_command.h"
#include <string.h>

#define UP     "\x1b[A"
#define DOWN   "\x1b[B"
#define RIGHT  "\x1b[C"
#define LEFT   "\x1b[D"
#define HOME   "\x1b[H"
#define END    "\x1bOF"
#define DELETE "\x1b[3~"

static const struct command commands[] = {
	{ .name = "help" },
	{ .name = "show", .arguments = { { ARGUMENT_VA, "VA" }, { ARGUMENT_ENV, "[ENVID]" } } },
	{ .name = "show -p", .arguments = { { ARGUMENT_PHYSICAL, "ADDR" } } },
	{ .name = "shut down" },
	{ .name = "hold", .arguments = { { ARGUMENT_ENV, "ENVID" } } },
};

static struct history history;
static struct line line;

/* Types all of text; returns what the last character did. */
static enum line_event
type(const char *text)
{
	enum line_event event = LINE_IGNORED;

	for (; *text != '\0'; text++)
		event = line_type(&line, &history, (unsigned char)*text);
	return event;
}

/* The same on an empty line. */
static enum line_event
begin(const char *text)
{
	line_begin(&line);
	return type(text);
}

static void
enter(const char *text)
{
	begin(text);
	history_add(&history, line.text);
	line_begin(&line);
}

static void
offer(enum argument_kind kind, struct completion *completion)
{
	static const char *const functions[] = { "env_load", "env_local", "main" };

	if (kind == ARGUMENT_ENV) {
		completion_offer(completion, "1000");
		completion_offer(completion, "1001");
	}
	for (size_t i = 0; kind == ARGUMENT_VA && i < 3; i++)
		completion_offer(completion, functions[i]);
}

static struct completion completion;

/* Completes what has been typed, and returns how many candidates there were. */
static unsigned
complete(const char *text)
{
	begin(text);
	completion = (struct completion){ 0 };
	command_complete(commands, sizeof(commands) / sizeof(commands[0]), &line, offer,
			 &completion);
	line_complete(&line, &completion);
	return completion.count;
}

TEST("typed characters make a line, and either end-of-line finishes it")
{
	CHECK_EQ(begin("envs"), LINE_ADDED);
	CHECK_EQ(type("\n"), LINE_DONE);
	CHECK_STR(line.text, "envs");
	CHECK_EQ(begin("cpus\r"), LINE_DONE);
	CHECK_STR(line.text, "cpus");
}

TEST("backspace and delete take the last character away, as long as there is one")
{
	CHECK_EQ(begin("envx\b"), LINE_ERASED);
	CHECK_EQ(type("s\x7f"), LINE_ERASED);
	CHECK_EQ(type("s\n"), LINE_DONE);
	CHECK_STR(line.text, "envs");
	CHECK_EQ(begin("\b"), LINE_IGNORED);
	CHECK_EQ(line.length, 0);
}

TEST("characters that cannot be shown, and those beyond the end, are ignored")
{
	CHECK_EQ(begin("\x01\x80\xff\x1b~"), LINE_IGNORED);
	CHECK_EQ(line.length, 0);
	for (int i = 0; i < LINE_SIZE - 1; i++)
		CHECK_EQ(type("a"), LINE_ADDED);
	CHECK_EQ(type("a"), LINE_IGNORED);
	CHECK_EQ(type(HOME "a"), LINE_IGNORED);
	CHECK_EQ(type("\n"), LINE_DONE);
	CHECK_EQ(strlen(line.text), LINE_SIZE - 1);
}

TEST("a line is edited where its cursor is")
{
	CHECK_EQ(begin("dup" LEFT), LINE_CHANGED);
	CHECK_EQ(type("m"), LINE_CHANGED);
	CHECK_STR(line.text, "dump");
	CHECK_EQ(type(HOME LEFT), LINE_IGNORED);
	CHECK_EQ(type("x\b"), LINE_CHANGED);
	type("x" LEFT DELETE END " 8" RIGHT);
	CHECK_STR(line.text, "dump 8");
	CHECK_EQ(type(DELETE), LINE_IGNORED);
	type("\x01\x06\x06\x0b");
	CHECK_STR(line.text, "du");
	type("\x15");
	CHECK_STR(line.text, "");
}

TEST("sequences that mean nothing leave a line as it was")
{
	begin("ab\x1b[5~\x1b[99999999999999999999~\x1bx\x1b[1;5C\x1b[?25h");
	CHECK_STR(line.text, "ab");
	CHECK_EQ(line.cursor, 2);
}

TEST("the arrows bring earlier lines back, and what was typed")
{
	memset(&history, 0, sizeof(history));
	line_begin(&line);
	CHECK_EQ(type(UP), LINE_IGNORED);
	enter("envs");
	enter("cpus");
	enter("cpus");
	enter("");
	CHECK_EQ(history.count, 2);
	CHECK_EQ(type("lo" UP), LINE_CHANGED);
	CHECK_STR(line.text, "cpus");
	type(UP);
	CHECK_STR(line.text, "envs");
	CHECK_EQ(type(UP), LINE_IGNORED);
	type("x" DOWN);
	CHECK_STR(line.text, "cpus");
	type(DOWN);
	CHECK_STR(line.text, "lo");
	CHECK_EQ(type(DOWN), LINE_IGNORED);
}

TEST("the oldest lines of the history make way")
{
	char text[3] = "a0";

	memset(&history, 0, sizeof(history));
	for (int i = 0; i < HISTORY_LINES + 4; i++) {
		text[0] = (char)('a' + i);
		enter(text);
	}
	for (int i = 0; i < HISTORY_LINES; i++)
		CHECK_EQ(type(UP), LINE_CHANGED);
	CHECK_STR(line.text, "e0");
	CHECK_EQ(type(UP), LINE_IGNORED);
}

TEST("the only candidate is put in, with a space behind it")
{
	CHECK_EQ(complete("he"), 1);
	CHECK_STR(line.text, "help ");
	CHECK_EQ(complete("show ma"), 1);
	CHECK_STR(line.text, "show main ");
	CHECK_EQ(complete("shut "), 1);
	CHECK_STR(line.text, "shut down ");
}

TEST("of several candidates what they have in common is put in")
{
	CHECK_EQ(complete("show e"), 2);
	CHECK_STR(line.text, "show env_lo");
	CHECK_EQ(complete("hold "), 2);
	CHECK_STR(line.text, "hold 100");
	CHECK_EQ(complete("s"), 2); /* show, in two forms, is one word */
	CHECK_STR(line.text, "sh");
}

TEST("words that nothing can become stay")
{
	CHECK_EQ(complete("xyz"), 0);
	CHECK_STR(line.text, "xyz");
	CHECK_EQ(complete("help 1"), 0);
	CHECK_EQ(complete("show 1 2 3 4 5"), 0);
	CHECK_EQ(complete("shut up"), 0);
	CHECK_STR(line.text, "shut up");
}

TEST("a second word is completed by all forms of the first")
{
	CHECK_EQ(complete("show "), 4); /* three functions, and -p */
	CHECK_EQ(complete("show -"), 1);
	CHECK_STR(line.text, "show -p ");
}

TEST("a word is completed at the cursor, whatever stands behind it")
{
	begin("he 1" LEFT LEFT);
	completion = (struct completion){ 0 };
	command_complete(commands, sizeof(commands) / sizeof(commands[0]), &line, offer,
			 &completion);
	CHECK(line_complete(&line, &completion));
	CHECK_STR(line.text, "help  1");
}

TEST("a completion never outgrows the line")
{
	char text[LINE_SIZE];

	memset(text, ' ', sizeof(text));
	text[LINE_SIZE - 1] = '\0';
	text[LINE_SIZE - 2] = 'h';
	text[LINE_SIZE - 3] = ' ';
	complete(text);
	CHECK_EQ(strlen(line.text), LINE_SIZE - 1);
}
