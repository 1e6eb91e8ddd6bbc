/*
 * The last events, as the monitor and a panic show them.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/trace.h>

#include "monitor_command.h"
#include "program_symbols.h"

#include <kernel/printf.h>
#include <kernel/string.h>
#include <kernel/syscall.h>

#define SHOWN_USUALLY 32

enum word_kind { NOTHING, HEX, NUMBER, CALL, RESULT, NAME };

static const struct {
	const char name[10];
	uint8_t words[2]; /* enum word_kind */
} events[TRACE_EVENTS] = {
	[TRACE_CREATE] = { "create", { HEX } },
	[TRACE_FREE] = { "free", { HEX } },
	[TRACE_END] = { "end", { NUMBER, HEX } },
	[TRACE_STOP] = { "stop", { HEX } },
	[TRACE_SWITCH] = { "switch", { HEX, HEX } },
	[TRACE_CALL] = { "call", { CALL, HEX } },
	[TRACE_RESULT] = { "result", { CALL, RESULT } },
	[TRACE_WAKE] = { "wake", { HEX, RESULT } },
	[TRACE_EXCEPTION] = { "exception", { NUMBER, HEX } },
	[TRACE_FAULT] = { "fault", { HEX, HEX } },
	[TRACE_UPCALL] = { "upcall", { NUMBER, HEX } },
	[TRACE_INTERRUPT] = { "interrupt", { NUMBER } },
	[TRACE_MESSAGE] = { "message", { HEX, HEX } },
	[TRACE_POLL] = { "poll", { NUMBER } },
	[TRACE_LOCK] = { "lock", { NAME, NUMBER } },
};

/* The kernel's table of functions knows what calls are called. */
static void
show_call(uint32_t number)
{
	struct symbol_place place;
	struct symbols symbols;

	if (symbols_of(NULL, &symbols) &&
	    symbols_place(&symbols, (uint32_t)(uintptr_t)syscall_handlers[number], &place))
		cprintf("  %s", place.function);
	else
		cprintf("  %u", (unsigned)number);
}

static void
show_result(int32_t result)
{
	if (result < 0 && result > -MAXERROR)
		cprintf("  %s", error_text(result));
	else
		cprintf("  %08x", (unsigned)result);
}

static void
show_word(enum word_kind kind, uint32_t word)
{
	switch (kind) {
	case NOTHING:
		break;
	case HEX:
		cprintf("  %08x", (unsigned)word);
		break;
	case NUMBER:
		cprintf("  %u", (unsigned)word);
		break;
	case CALL:
		show_call(word);
		break;
	case RESULT:
		show_result((int32_t)word);
		break;
	case NAME:
		cprintf("  %s", (const char *)(uintptr_t)word);
		break;
	}
}

void
trace_show(struct trace_filter filter, unsigned count)
{
	const struct trace_record *record;
	struct trace_walk walk;

	trace_walk_begin(&walk, trace_rings, ncpus, filter, count);
	while ((record = trace_walk_next(&walk)) != NULL) {
		cprintf("%6u.%09u  CPU %-3u %08x  %-9s", (unsigned)(record->time_ns / 1000000000),
			(unsigned)(record->time_ns % 1000000000), record->cpu,
			(unsigned)record->env, events[record->event].name);
		for (unsigned i = 0; i < 2; i++)
			show_word(events[record->event].words[i], record->words[i]);
		cprintf("\n");
	}
}

int
trace_event_find(const char *name)
{
	for (int i = 0; i < TRACE_EVENTS; i++)
		if (strcmp(events[i].name, name) == 0)
			return i;
	return -1;
}

void
offer_events(struct completion *completion)
{
	for (unsigned i = 0; i < TRACE_EVENTS; i++)
		completion_offer(completion, events[i].name);
}

/* Of the arguments behind the first few, a count and an environment. */
static void
show(const struct command_call *call, unsigned before, int event)
{
	const unsigned count =
		call->count > before ? (unsigned)call->values[before] : SHOWN_USUALLY;
	const envid_t env = call->count > before + 1 ? (envid_t)call->values[before + 1] : 0;

	trace_show((struct trace_filter){ .env = env, .event = event }, count);
	if (!tracing)
		cprintf("Tracing is off: only the rarest events are recorded. 'trace on' changes "
			"that.\n");
}

void
command_trace(const struct command_call *call)
{
	show(call, 0, -1);
}

void
command_trace_of(const struct command_call *call)
{
	show(call, 1, (int)call->values[0]);
}

void
command_trace_on(const struct command_call *call)
{
	(void)call;
	if (monitor_may_change())
		trace_set(true);
}

void
command_trace_off(const struct command_call *call)
{
	(void)call;
	if (monitor_may_change())
		trace_set(false);
}
