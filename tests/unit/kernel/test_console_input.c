/*
 * Who gets what is typed: programs, and from its key on the monitor.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <kernel/console.h>
#include <kernel/monitor.h>
#include <kernel/printf.h>
#include <kernel/spinlock.h>

static const char *typed_meanwhile; /* while somebody comes to take the input lock */
static bool monitor_runs;
static unsigned wakes;

static void
type(const char *text)
{
	for (; *text != '\0'; text++)
		console_input(*text);
}

void
spinlock_acquire(struct spinlock *lock)
{
	const char *text = typed_meanwhile;

	(void)lock;
	typed_meanwhile = NULL;
	if (text != NULL)
		type(text);
}

void
spinlock_release(struct spinlock *lock)
{
	(void)lock;
}

bool
monitor_has_input(void)
{
	return console_monitor_requested || monitor_runs;
}

void
console_waiters_wake(void)
{
	wakes++;
}

int
kformat(kformat_put *put, void *context, const char *format, va_list arguments)
{
	(void)put, (void)context, (void)format, (void)arguments;
	return 0;
}

static void
begin(void)
{
	while (console_getc(CONSOLE_MONITOR) != 0)
		;
	console_monitor_requested = monitor_runs = false;
	wakes = 0;
}

/* As monitor_on_request() does it. */
static void
enter_monitor(void)
{
	monitor_runs = true;
	console_monitor_requested = false;
}

TEST("a program is woken for what is typed, and gets it in order")
{
	begin();
	type("ab");
	CHECK_EQ(wakes, 2);
	CHECK(console_input_waiting(CONSOLE_PROGRAM));
	CHECK_EQ(console_getc(CONSOLE_PROGRAM), 'a');
	CHECK_EQ(console_getc(CONSOLE_PROGRAM), 'b');
	CHECK_EQ(console_getc(CONSOLE_PROGRAM), 0);
	CHECK(!console_input_waiting(CONSOLE_PROGRAM));
}

TEST("from the monitor's key on no program gets what is typed, even before a CPU runs the monitor")
{
	begin();
	type("\x1cpa");
	CHECK(console_monitor_requested);
	CHECK_EQ(wakes, 0);
	CHECK(!console_input_waiting(CONSOLE_PROGRAM));
	CHECK_EQ(console_getc(CONSOLE_PROGRAM), 0);
	enter_monitor();
	type("n");
	CHECK_EQ(console_getc(CONSOLE_PROGRAM), 0);
	CHECK(console_input_waiting(CONSOLE_MONITOR));
	CHECK_EQ(console_getc(CONSOLE_MONITOR), 'p');
	CHECK_EQ(console_getc(CONSOLE_MONITOR), 'a');
	CHECK_EQ(console_getc(CONSOLE_MONITOR), 'n');
	type("x");
	monitor_runs = false;
	CHECK_EQ(console_getc(CONSOLE_PROGRAM), 'x');
}

TEST("a program that is about to read when the key is pressed gets nothing either")
{
	begin();
	typed_meanwhile = "\x1cp";
	CHECK_EQ(console_getc(CONSOLE_PROGRAM), 0);
	typed_meanwhile = "a";
	CHECK(!console_input_waiting(CONSOLE_PROGRAM));
	CHECK_EQ(console_getc(CONSOLE_MONITOR), 'p');
	CHECK_EQ(console_getc(CONSOLE_MONITOR), 'a');
}

TEST("what was typed before the monitor's key is no command of the monitor's")
{
	begin();
	type("poweroff\n\x1cx");
	CHECK_EQ(console_getc(CONSOLE_MONITOR), 'x');
	CHECK_EQ(console_getc(CONSOLE_MONITOR), 0);
}
