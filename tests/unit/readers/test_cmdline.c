/*
 * The reader of the command line: quoting as QEMU and GRUB hand it over.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <kernel/cmdline.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

static char value[64];

static int
get(const char *line, const char *key, unsigned index)
{
	memset(value, '?', sizeof(value));
	return cmdline_get(line, key, index, value, sizeof(value));
}

TEST("A value is found by its whole key")
{
	CHECK_EQ(get("/boot/tine sched=rr cpus=4", "cpus", 0), 1);
	CHECK_STR(value, "4");
	CHECK_EQ(get("sched=rr", "sched", 0), 2);
	CHECK_STR(value, "rr");
	CHECK_EQ(get("xsched=a schedx=b sche=c sched d", "sched", 0), -E_NOT_FOUND);
	CHECK_STR(value, "");
	CHECK_EQ(get("a=", "a", 0), 0);
	CHECK_STR(value, "");
	CHECK_EQ(get("a=b=c", "a", 0), 3);
	CHECK_STR(value, "b=c");
	CHECK_EQ(get("", "a", 0), -E_NOT_FOUND);
	CHECK_EQ(get("   ", "a", 0), -E_NOT_FOUND);
}

TEST("Repeated keys are numbered in the line's order")
{
	const char *line = "init=first \t x init=\"second 2\" init=third\n";

	CHECK_EQ(get(line, "init", 0), 5);
	CHECK_STR(value, "first");
	CHECK_EQ(get(line, "init", 1), 8);
	CHECK_STR(value, "second 2");
	CHECK_EQ(get(line, "init", 2), 5);
	CHECK_STR(value, "third");
	CHECK_EQ(get(line, "init", 3), -E_NOT_FOUND);
}

TEST("Quotes group blanks wherever in the word they stand")
{
	static const char *const lines[] = {
		"init=\"forktree 3\" end", "\"init=forktree 3\" end",   "'init=forktree 3' end",
		"init='forktree 3' end",   "in\"it=fork\"tree' '3 end", "init=forktree\" \"3",
		"init=\"forktree 3",
	};

	for (unsigned i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		CHECK_EQ(get(lines[i], "init", 0), 10);
		CHECK_STR(value, "forktree 3");
	}
	CHECK_EQ(get("\"x init=no\" init=yes", "init", 0), 3);
	CHECK_STR(value, "yes");
	CHECK_EQ(get("init=\"it's\" ", "init", 0), 4);
	CHECK_STR(value, "it's");
}

TEST("A backslash escapes quotes and itself, but not in single quotes, and nothing else")
{
	CHECK_EQ(get("a=\"x \\\"y\\\" \\\\\" b", "a", 0), 7);
	CHECK_STR(value, "x \"y\" \\");
	CHECK_EQ(get("a=it\\'s b", "a", 0), 4);
	CHECK_STR(value, "it's");
	CHECK_EQ(get("a='x\\' b", "a", 0), 2);
	CHECK_STR(value, "x\\");
	CHECK_EQ(get("a=x\\n\\", "a", 0), 4);
	CHECK_STR(value, "x\\n\\");
}

TEST("A word is found only as a whole")
{
	CHECK(cmdline_has("tine exit quiet", "exit"));
	CHECK(cmdline_has("tine exit", "exit"));
	CHECK(cmdline_has("exit", "exit"));
	CHECK(cmdline_has("e\"xi\"t", "exit"));
	CHECK(!cmdline_has("exits", "exit"));
	CHECK(!cmdline_has("exi", "exit"));
	CHECK(!cmdline_has("exit=1 init=\"no exit\"", "exit"));
	CHECK(!cmdline_has("", "exit"));
}

TEST("A value that does not fit is cut off and reported, one that just fits is not")
{
	char small[4];

	CHECK_EQ(cmdline_get("a=123", "a", 0, small, sizeof(small)), 3);
	CHECK_STR(small, "123");
	CHECK_EQ(cmdline_get("a=1234", "a", 0, small, sizeof(small)), -E_INVAL);
	CHECK_STR(small, "123");
	CHECK_EQ(cmdline_get("a=1", "a", 0, small, 1), -E_INVAL);
	CHECK_STR(small, "");
	CHECK_EQ(cmdline_get("a=", "a", 0, small, 1), 0);
}

TEST("No line of six characters from the grammar is read beyond its end")
{
	static const char alphabet[] = "a= \"'\\";
	char *line = malloc(7);

	for (unsigned number = 0; number < 6 * 6 * 6 * 6 * 6 * 6; number++) {
		unsigned rest = number;

		for (unsigned i = 0; i < 6; i++, rest /= 6)
			line[i] = alphabet[rest % 6];
		line[6] = '\0';
		CHECK(get(line, "a", 0) <= 6);
		CHECK(strlen(value) <= 6);
		cmdline_has(line, "a");
	}
	free(line);
}
