/*
 * How programs end: exit, atexit, abort, assert.
 *
 * SPDX-License-Identifier: MIT
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unit.h>

#include "hooks.h"

static void
say_first(void)
{
	printf("first ");
}

static void
say_second(void)
{
	printf("second ");
}

static void
leave_with_3(void)
{
	atexit(say_second);
	atexit(say_first);
	printf("before ");
	exit(3);
}

TEST("exit calls what atexit was given, the last first, and then flushes stdout")
{
	console_clear();
	CHECK_EQ(exit_status_of(leave_with_3), 3);
	CHECK_STR(console_text(), "before first second ");
}

static void
leave_at_once(void)
{
	atexit(say_first);
	printf("unfinished");
	_Exit(4);
}

TEST("_Exit calls nothing and flushes nothing")
{
	console_clear();
	CHECK_EQ(exit_status_of(leave_at_once), 4);
	CHECK_STR(console_text(), "");
}

static void
register_too_many(void)
{
	int accepted = 0;

	while (accepted < 1000 && atexit(say_first) == 0)
		accepted++;
	_Exit(accepted);
}

TEST("atexit takes 32 functions and refuses the next")
{
	CHECK_EQ(exit_status_of(register_too_many), 32);
}

static void
fail_assertion(void)
{
	int apples = 2;

	assert(apples == 3);
}

static void
pass_assertion(void)
{
	int apples = 2;

	assert(apples == 2);
}

TEST("a failed assertion names its place and expression, and aborts")
{
	const char *text;
	char *rest;

	console_clear();
	CHECK_EQ(exit_status_of(fail_assertion), 134);
	text = console_text();
	if (!CHECK(strncmp(text, __FILE__ ":", strlen(__FILE__ ":")) == 0))
		return;
	CHECK(strtol(text + strlen(__FILE__ ":"), &rest, 10) > 0);
	CHECK_STR(rest, ": fail_assertion: assertion failed: apples == 3\n");
}

TEST("an assertion that holds does nothing")
{
	console_clear();
	CHECK_EQ(exit_status_of(pass_assertion), -1);
	CHECK_STR(console_text(), "");
}

TEST("getenv finds nothing")
{
	CHECK(getenv("PATH") == NULL);
}
