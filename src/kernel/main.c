/*
 * Where the portable kernel begins, and what it does when it has come to an
 * end: when no environment will ever run again.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/main.h>

#include <arch/cpu.h>
#include <arch/power.h>
#include <kernel/bootcode.h>
#include <kernel/cmdline.h>
#include <kernel/env.h>
#include <kernel/monitor.h>
#include <kernel/printf.h>
#include <kernel/programs.h>
#include <kernel/runqueue.h>
#include <kernel/sched.h>
#include <kernel/trace.h>

#define COMMAND_SIZE     256
#define POLICY_WORD_SIZE 32 /* longer than any name, so that one cut off is none */

/* i: fixed after boot. */
static bool exit_at_end;        /* "exit" on the command line */
static uint32_t pages_at_start; /* free before the first program was loaded */

static void
start_first_programs(const char *command_line)
{
	char command[COMMAND_SIZE];
	unsigned count = 0;
	int error;

	while (cmdline_get(command_line, "init", count, command, sizeof(command)) >= 0) {
		error = program_start(command);
		if (error < 0)
			cprintf("init: cannot start \"%s\": %s\n", command, error_text(error));
		count++;
	}
	if (count > 0)
		return;
	error = program_start("init");
	if (error < 0)
		cprintf("init: cannot start \"init\": %s\n", error_text(error));
}

static void
choose_policy(const char *command_line)
{
	const struct sched_policy *policy;
	char name[POLICY_WORD_SIZE];

	if (cmdline_get(command_line, "sched", 0, name, sizeof(name)) == -E_NOT_FOUND)
		return;
	policy = sched_policy_find(name);
	if (policy == NULL)
		cprintf("sched: no policy is called \"%s\"; staying with \"%s\"\n", name,
			sched_policy->name);
	else
		runqueue_set_policy(policy);
}

void
kernel_main(const struct boot_info *boot, const void *archive)
{
	kernel_lock();
	exit_at_end = cmdline_has(boot->command_line, "exit");
	if (cmdline_has(boot->command_line, "quiet"))
		env_report_silence();
	choose_policy(boot->command_line);
	boot_stage_begin(STAGE_ARCHIVE);
	if (archive == NULL)
		cprintf("boot: the loader brought no archive of programs\n");
	else if (programs_init(archive, boot->archive.size_bytes,
			       (pageno_t)(boot->archive.base / PGSIZE)) < 0)
		cprintf("boot: the archive of programs is damaged\n");
	trace_init();
	trace_set(cmdline_has(boot->command_line, "trace"));
	boot_stage_begin(STAGE_CPUS);
	arch_start_cpus();
	boot_stage_begin(STAGE_PROGRAMS);
	pages_at_start = page_count_free();
	start_first_programs(boot->command_line);
	boot_stage_begin(STAGE_RUNNING);
}

bool
kernel_exits_at_end(void)
{
	return exit_at_end;
}

static void
report_memory(void)
{
	const uint32_t free = page_count_free();

	if (env_count() > 0)
		cprintf("memory: %u environments are blocked for ever\n", env_count());
	else if (free == pages_at_start)
		cprintf("memory: all pages returned\n");
	else
		cprintf("memory: %d pages not returned\n", (int)(pages_at_start - free));
}

void
nothing_left_to_run(void)
{
	cprintf("No runnable environments in the system!\n");
	report_memory();
	if (exit_at_end)
		machine_power_off();
	monitor_on_request();
}
