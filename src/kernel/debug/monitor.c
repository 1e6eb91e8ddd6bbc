/*
 * The kernel monitor: its table of commands, and the loop that carries them out.
 *
 * Only the console's locks are taken, and only through the console, so that
 * it does not matter what the CPUs that stand still were doing.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/monitor.h>

#include "monitor_command.h"
#include "program_symbols.h"

#include <arch/clock.h>
#include <arch/cpu.h>
#include <arch/power.h>
#include <kernel/assert.h>
#include <kernel/atomic.h>
#include <kernel/bootcode.h>
#include <kernel/breakpoint.h>
#include <kernel/console.h>
#include <kernel/cpu.h>
#include <kernel/printf.h>
#include <kernel/string.h>
#include <kernel/timeout.h>

static void command_continue(const struct command_call *call);
static void command_help(const struct command_call *call);
static void command_panic(const struct command_call *call);
static void command_poweroff(const struct command_call *call);
static void command_reboot(const struct command_call *call);

/* clang-format off: a form to a line, or two. */
static const struct command commands[] = {
	{ "help", {}, "show this list", command_help },
	{ "backtrace",
	  { { ARGUMENT_ENV, "[ENVID]" } },
	  "who called whom, here or in an environment",
	  command_backtrace },
	{ "envs", {}, "the environments", command_envs },
	{ "sched", {}, "the scheduling policy and who waits for a CPU", command_sched },
	{ "cpu", {}, "what this processor is and can do", command_cpu },
	{ "cpus", {}, "the processors and what they run", command_cpus },
	{ "mappings",
	  { { ARGUMENT_VA, "VA" }, { ARGUMENT_VA, "[LAST]" }, { ARGUMENT_ENV, "[ENVID]" } },
	  "what addresses VA to LAST map to",
	  command_mappings },
	{ "dump",
	  { { ARGUMENT_VA, "VA" }, { ARGUMENT_COUNT, "[WORDS]" }, { ARGUMENT_ENV, "[ENVID]" } },
	  "memory at a virtual address",
	  command_dump },
	{ "dump -p",
	  { { ARGUMENT_PHYSICAL, "ADDR" }, { ARGUMENT_COUNT, "[WORDS]" } },
	  "memory, or a device, at a physical address",
	  command_dump_physical },
	{ "protect",
	  { { ARGUMENT_VA, "VA" }, { ARGUMENT_RIGHTS, "RIGHTS" }, { ARGUMENT_ENV, "ENVID" } },
	  "let a program do r, rw or rx in a page",
	  command_protect },
	{ "search",
	  { { ARGUMENT_VA, "VA" },
	    { ARGUMENT_VA, "LAST" },
	    { ARGUMENT_PATTERN, "WHAT" },
	    { ARGUMENT_ENV, "[ENVID]" } },
	  "find \"text\", bytes (7f:45) or a word; Ctrl-\\ ends it",
	  command_search },
	{ "search -p",
	  { { ARGUMENT_PHYSICAL, "ADDR" },
	    { ARGUMENT_PHYSICAL, "LAST" },
	    { ARGUMENT_PATTERN, "WHAT" } },
	  "the same in physical memory",
	  command_search_physical },
	{ "memory", {}, "physical memory in use and free", command_memory },
	{ "locks",
	  {},
	  "the locks held and wanted, and what waiting for them has cost",
	  command_locks },
	{ "locks reset", {}, "count from now on", command_locks_reset },
	{ "log", {}, "the latest console output once more", command_log },
	{ "trapframe",
	  { { ARGUMENT_ENV, "ENVID" } },
	  "an environment's registers",
	  command_trapframe },
	{ "break",
	  { { ARGUMENT_VA, "VA" }, { ARGUMENT_ENV, "ENVID" } },
	  "stop a program whenever it comes to VA",
	  command_break },
	{ "watch",
	  { { ARGUMENT_VA, "VA" }, { ARGUMENT_ENV, "ENVID" } },
	  "stop it whenever the word at VA is written to",
	  command_watch },
	{ "breakpoints", {}, "where programs stop", command_breakpoints },
	{ "delete",
	  { { ARGUMENT_COUNT, "NUMBER" } },
	  "do not stop there any more",
	  command_delete },
	{ "step",
	  { { ARGUMENT_ENV, "[ENVID]" } },
	  "one instruction of a program, by default of the last one that stopped",
	  command_step },
	{ "trace",
	  { { ARGUMENT_COUNT, "[COUNT]" }, { ARGUMENT_ENV, "[ENVID]" } },
	  "the last events of all CPUs, or of an environment",
	  command_trace },
	{ "trace of",
	  { { ARGUMENT_EVENT, "EVENT" },
	    { ARGUMENT_COUNT, "[COUNT]" },
	    { ARGUMENT_ENV, "[ENVID]" } },
	  "those of one kind",
	  command_trace_of },
	{ "trace on", {}, "record all events from now on, which takes time", command_trace_on },
	{ "trace off", {}, "only the rarest, as at first", command_trace_off },
	{ "panic", {}, "make the kernel panic, to test that it does", command_panic },
	{ "continue", {}, "leave the monitor", command_continue },
	{ "reboot", {}, "restart the machine", command_reboot },
	{ "poweroff", {}, "switch the machine off", command_poweroff },
};
/* clang-format on */

#define PATIENCE_NS   1000000000ull
#define PROMPT        "K> "
#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

static const char *const argument_texts[] = {
	[ARGUMENT_VA] = "a hexadecimal address of 32 bits",
	[ARGUMENT_PHYSICAL] = "a hexadecimal address of 44 bits",
	[ARGUMENT_ENV] = "an environment's hexadecimal id",
	[ARGUMENT_COUNT] = "a number up to 4096",
	[ARGUMENT_RIGHTS] = "r, rw or rx",
	[ARGUMENT_EVENT] = "an event; Tab lists them",
	[ARGUMENT_PATTERN] = "\"text\", bytes like 7f:45, or a word of 32 bits",
};
_Static_assert(DUMP_WORDS_MAX == 4096, "the text says so");

/* The CPU that runs the monitor, or -1. a */
static int monitor_cpu = -1;

/* Of the CPU that runs it. */
static bool leaving;
static bool may_leave; /* there is something to go back to */

/* How a command is written, padded to the width given. */
static void
show_form(const struct command *command, int width)
{
	char form[LINE_SIZE];
	size_t length = (size_t)snprintf(form, sizeof(form), "%s", command->name);

	for (unsigned i = 0; i < ARGUMENTS_MAX && command->arguments[i].kind != ARGUMENT_NONE; i++)
		length += (size_t)snprintf(form + length, sizeof(form) - length, " %s",
					   command->arguments[i].name);
	cprintf("%-*s", width, form);
}

static void
command_help(const struct command_call *call)
{
	(void)call;
	for (unsigned i = 0; i < COMMAND_COUNT; i++) {
		cprintf("  ");
		show_form(&commands[i], 27);
		cprintf(" %s\n", commands[i].text);
	}
	cprintf("Addresses and ids are hexadecimal, with or without 0x; a function's name stands\n"
		"for its address. Tab completes, the arrows bring back earlier lines.\n");
}

bool
monitor_may_leave(void)
{
	return may_leave;
}

void
monitor_leave(void)
{
	leaving = may_leave;
}

static void
command_continue(const struct command_call *call)
{
	(void)call;
	monitor_leave();
}

static void
command_panic(const struct command_call *call)
{
	(void)call;
	panic("asked for in the monitor, as a test");
}

static void
command_poweroff(const struct command_call *call)
{
	(void)call;
	machine_power_off();
}

static void
command_reboot(const struct command_call *call)
{
	(void)call;
	machine_reset();
}

static void
explain(enum parse_result result, const struct command_call *call)
{
	switch (result) {
	case PARSE_UNKNOWN:
		cprintf("There is no command '%s'; 'help' lists them.\n", call->word);
		return;
	case PARSE_BAD:
		cprintf("'%s' is not %s.", call->word, argument_texts[call->expected]);
		break;
	case PARSE_EXCESS:
		cprintf("'%s' is one word too many.", call->word);
		break;
	default:
		cprintf("Something is missing.");
		break;
	}
	cprintf(" It is: ");
	show_form(call->command, 0);
	cprintf("\n");
}

void
offer_functions(const struct env *env, struct completion *completion)
{
	struct symbol symbol = { 0 };
	struct symbols symbols;
	char name[SYMBOL_NAME_SIZE];

	if (!symbols_of(env, &symbols))
		return;
	while (symbols_next(&symbols, &symbol)) {
		symbols_name(&symbols, &symbol, name);
		completion_offer(completion, name);
	}
}

static void
offer_argument(enum argument_kind kind, struct completion *completion)
{
	if (kind == ARGUMENT_ENV)
		offer_env_ids(completion);
	if (kind == ARGUMENT_EVENT)
		offer_events(completion);
	if (kind == ARGUMENT_VA) {
		offer_functions(NULL, completion);
		offer_env_functions(completion);
	}
}

/* The whole line once more, and the cursor in its place. */
static void
redraw(const struct line *line)
{
	cprintf("\r" PROMPT "%s\033[K", line->text);
	for (size_t i = line->length; i > line->cursor; i--)
		cprintf("\b");
}

static void
show_candidate(const char *candidate)
{
	cprintf("  %s", candidate);
}

/* What is certain of the word is added; if nothing is, what it may become is shown. */
static void
complete(struct line *line)
{
	struct completion completion = { 0 };

	command_complete(commands, COMMAND_COUNT, line, offer_argument, &completion);
	if (!line_complete(line, &completion) && completion.count > 1) {
		completion = (struct completion){ .show = show_candidate };
		cprintf("\n");
		command_complete(commands, COMMAND_COUNT, line, offer_argument, &completion);
		cprintf(completion.count > CANDIDATES_MAX ? "  ...\n" : "\n");
	}
	redraw(line);
}

static int
read_character(void)
{
	for (;;) {
		int character;

		console_poll();
		character = console_getc(CONSOLE_MONITOR);
		if (character != 0)
			return character;
		arch_relax();
	}
}

static void
read_line(struct line *line)
{
	static struct history history; /* of whoever has the monitor */

	line_begin(line);
	cprintf(PROMPT);
	for (;;) {
		const int character = read_character();

		switch (line_type(line, &history, character)) {
		case LINE_ADDED:
			cprintf("%c", character);
			break;
		case LINE_ERASED:
			cprintf("\b \b");
			break;
		case LINE_CHANGED:
			redraw(line);
			break;
		case LINE_COMPLETE:
			complete(line);
			break;
		case LINE_DONE:
			cprintf("\n");
			history_add(&history, line->text);
			return;
		case LINE_IGNORED:
			break;
		}
	}
}

/* The environment that a command is about; null: the kernel. */
static const struct env *
env_of_call(const struct command_call *call)
{
	for (unsigned i = 0; i < call->count; i++)
		if (call->command->arguments[i].kind == ARGUMENT_ENV)
			return env_with_id(call->values[i]);
	return NULL;
}

/* Names of functions become addresses. False, and said so, if there is none of a name. */
static bool
find_names(struct command_call *call)
{
	const struct env *env = env_of_call(call);
	struct symbols symbols;

	for (unsigned i = 0; i < call->count; i++) {
		uint32_t address;

		if (call->names[i] == NULL)
			continue;
		if (!symbols_of(env, &symbols) ||
		    !symbols_address(&symbols, call->names[i], &address)) {
			cprintf("'%s' is not %s, nor a function of the %s's.\n", call->names[i],
				argument_texts[ARGUMENT_VA], env == NULL ? "kernel" : "program");
			return false;
		}
		call->values[i] = address;
	}
	return true;
}

/* Read commands and carry them out until one of them has the monitor left. */
static void
converse(void)
{
	struct command_call call;
	enum parse_result result;
	struct line line;

	leaving = false;
	while (!leaving) {
		read_line(&line);
		result = command_parse(commands, COMMAND_COUNT, line.text, &call);
		if (result != PARSE_OK && result != PARSE_EMPTY)
			explain(result, &call);
		else if (result == PARSE_OK && find_names(&call))
			call.command->run(&call);
	}
}

static void
greet(void)
{
	cprintf("Welcome to the Tine kernel monitor!\n"
		"Type 'help' for a list of commands.\n");
}

void
monitor_after_panic(void)
{
	may_leave = false; /* it may have been the monitor that panicked */
	atomic_store(&monitor_cpu, (int)cpu_index());
	greet();
	for (;;)
		converse();
}

/*
 * All come as soon as they run: in the kernel nothing takes long, and whoever waits polls. But the
 * host of a virtual CPU may put it aside for any time. One that is stuck is what a person wants to look
 * at, and so it is for a person to say that it will not come.
 */
static void
wait_for_others(void)
{
	uint64_t tell_ns = clock_now_ns() + PATIENCE_NS;
	const struct cpu *awaited;

	while ((awaited = monitor_first_awaited()) != NULL) {
		console_poll();
		arch_relax();
		if (tell_ns == TIMEOUT_NEVER) {
			if (console_monitor_requested)
				break;
		} else if (clock_now_ns() >= tell_ns) {
			cprintf("CPU %u has not stopped yet; Ctrl-\\ goes on without it.\n",
				awaited->index);
			console_monitor_requested = false;
			tell_ns = TIMEOUT_NEVER;
		}
	}
	console_monitor_requested = false;
}

/* False: another CPU has it. */
static bool
monitor_take(void)
{
	int nobody = -1;

	if (!atomic_compare_exchange(&monitor_cpu, &nobody, (int)cpu_index()))
		return false;
	console_monitor_requested = false; /* now, so that monitor_has_input() is true throughout */
	cpus_pause();
	wait_for_others();
	may_leave = true;
	return true;
}

static void
monitor_give_back(void)
{
	may_leave = false;
	breakpoints_publish();
	console_monitor_requested = false; /* the key may have been pressed in here as well */
	atomic_store(&monitor_cpu, -1);
	cpus_resume();
	console_waiters_wake(); /* what was typed after the last command is theirs */
}

void
monitor_on_request(void)
{
	/* Boot goes on whatever others want. When the boot CPU has done, it looks whether they do. */
	if (boot_stage_now() < STAGE_RUNNING || !monitor_take())
		return;
	greet();
	converse();
	monitor_give_back();
}

void
monitor_on_stop(struct env *env, enum stop why)
{
	while (!monitor_take()) {
		cpu_poll();
		arch_relax();
	}
	if (breakpoint_report(env, why))
		converse();
	monitor_give_back();
}

bool
monitor_has_input(void)
{
	return console_monitor_requested || atomic_load(&monitor_cpu) >= 0;
}
