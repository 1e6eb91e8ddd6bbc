/*
 * The shell's own commands: what programs and environments there are, and
 * what they use. All of it is read from what the kernel shows every program.
 *
 * SPDX-License-Identifier: MIT
 */
#include "builtin.h"

#include <abi/archive.h>
#include <abi/info.h>
#include <abi/mmu.h>
#include <exo/env.h>
#include <exo/sched.h>
#include <exo/syscall.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NS_PER_MS 1000000u

struct builtin {
	const char *name;
	const char *arguments;
	const char *description;
	int argc; /* the only number of words it is content with */
	void (*run)(const char **argv);
};

static void help(const char **argv);

static void
list_programs(const char **argv)
{
	struct archive_file file;

	(void)argv;
	for (uint32_t i = 0; sys_archive_stat(i, &file) == 0; i++)
		printf("%-24s %8u bytes\n", file.name, file.size_bytes);
}

static const char *
status_text(unsigned status)
{
	/* In the order of the numbers ENV_xxx. */
	static const char *const texts[] = { "free", "ending", "ready", "running", "waiting" };

	return status < sizeof(texts) / sizeof(texts[0]) ? texts[status] : "?";
}

static void
list_env(const volatile struct Env *env)
{
	char name[ENV_NAME_SIZE];

	/* Byte by byte: the environment may get another name meanwhile. */
	for (size_t i = 0; i < sizeof(name); i++)
		name[i] = env->env_name[i];
	name[sizeof(name) - 1] = '\0';
	printf("%08x %08x %-8s %3d %8u %8llu %4u %7u %s\n", env->env_id, env->env_parent_id,
	       status_text(env->env_status), env->env_cpunum, env->env_runs,
	       env_time_ns(env) / NS_PER_MS, env->env_priority, env->env_tickets, name);
}

static void
list_envs(const char **argv)
{
	(void)argv;
	printf("id       parent   status   cpu     runs  time/ms prio tickets name\n");
	for (size_t i = 0; i < NENV; i++)
		if (envs[i].env_status != ENV_FREE)
			list_env(&envs[i]);
}

static void
kill(const char **argv)
{
	char *end;
	envid_t env = strtol(argv[1], &end, 16);
	int error;

	if (*end != '\0' || env <= 0) {
		printf("sh: '%s' is not an environment's id: 'envs' lists them\n", argv[1]);
		return;
	}
	error = sys_env_destroy(env);
	if (error < 0)
		printf("sh: cannot end %08x: %e; only programs started here can be ended\n", env,
		       error);
}

static void
show_memory(const char **argv)
{
	struct memory_info info;
	int error;

	(void)argv;
	error = sys_memory_info(&info);
	if (error < 0) {
		printf("sh: memory: %e\n", error);
		return;
	}
	printf("%u KiB of memory, %u KiB free\n", info.total_pages * (PGSIZE / 1024),
	       info.free_pages * (PGSIZE / 1024));
}

static void
leave(const char **argv)
{
	(void)argv;
	exit(EXIT_SUCCESS);
}

static const struct builtin builtins[] = {
	{ "help", "", "this list", 1, help },
	{ "programs", "", "list the programs that can be run", 1, list_programs },
	{ "envs", "", "list the environments, with the CPU time they have had", 1, list_envs },
	{ "ps", "", "the same", 1, list_envs },
	{ "kill", "ID", "end an environment started here", 2, kill },
	{ "memory", "", "how much memory there is", 1, show_memory },
	{ "exit", "", "end the shell", 1, leave },
};

#define BUILTIN_COUNT (sizeof(builtins) / sizeof(builtins[0]))

static void
help(const char **argv)
{
	(void)argv;
	printf("PROGRAM [ARGUMENT]...  run a program and wait for its end\n"
	       "PROGRAM ... &          run it in the background\n"
	       "drive PROGRAM ...      run it with the right to use devices\n");
	for (size_t i = 0; i < BUILTIN_COUNT; i++)
		printf("%-8s %-13s %s\n", builtins[i].name, builtins[i].arguments,
		       builtins[i].description);
}

bool
builtin_run(int argc, const char **argv)
{
	for (size_t i = 0; i < BUILTIN_COUNT; i++) {
		const struct builtin *builtin = &builtins[i];

		if (strcmp(builtin->name, argv[0]) != 0)
			continue;
		if (argc == builtin->argc)
			builtin->run(argv);
		else
			printf("usage: %s %s\n", builtin->name, builtin->arguments);
		return true;
	}
	return false;
}
