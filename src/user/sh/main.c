/*
 * The shell: reads a line, runs what it names, and waits for it unless the
 * line ends in '&'.
 *
 * SPDX-License-Identifier: MIT
 */
#include "builtin.h"

#include <abi/device.h>
#include <abi/error.h>
#include <exo/env.h>
#include <exo/spawn.h>
#include <exo/syscall.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define WORDS_MAX  64
#define SEPARATORS " \t\r\n"

/* A line taken apart. */
struct command {
	const char *argv[WORDS_MAX + 1]; /* point into the line; a null pointer last */
	int argc;
	bool background;
	bool driver; /* after the word "drive" */
};

/* Split the line, which is changed, into words. False, with a message, if that cannot be done. */
static bool
parse(char *line, struct command *command)
{
	char *ampersand = strchr(line, '&');
	char *state;

	*command = (struct command){ .background = ampersand != NULL };
	if (ampersand != NULL) {
		if (ampersand[1 + strspn(ampersand + 1, SEPARATORS)] != '\0') {
			printf("sh: '&' can only be the last word\n");
			return false;
		}
		*ampersand = '\0';
	}
	for (char *word = strtok_r(line, SEPARATORS, &state); word != NULL;
	     word = strtok_r(NULL, SEPARATORS, &state)) {
		if (command->argc == 0 && !command->driver && strcmp(word, "drive") == 0) {
			command->driver = true;
			continue;
		}
		if (command->argc == WORDS_MAX) {
			printf("sh: more than %d words\n", WORDS_MAX);
			return false;
		}
		command->argv[command->argc++] = word;
	}
	return true;
}

/* A driver has all that the shell itself was granted, before it runs. */
static envid_t
start(struct command *command)
{
	envid_t child;

	if (!command->driver)
		return spawn(command->argv[0], command->argv);
	child = spawn_stopped(command->argv[0], command->argv);
	if (child > 0) {
		sys_grant(child, GRANT_ALL, 0, 0);
		sys_env_set_status(child, ENV_RUNNABLE);
	}
	return child;
}

static void
run_program(struct command *command)
{
	const envid_t child = start(command);

	if (child == -E_NOT_FOUND) {
		printf("sh: there is no program or command '%s': 'programs' lists the programs, "
		       "'help' the commands\n",
		       command->argv[0]);
		return;
	}
	if (child < 0) {
		printf("sh: cannot run '%s': %e\n", command->argv[0], child);
		return;
	}
	if (command->background)
		printf("[%08x] %s\n", child, command->argv[0]);
	else
		wait(child);
}

int
main(void)
{
	struct command command;
	char *line;

	while ((line = readline("$ ")) != NULL) {
		if (!parse(line, &command) || command.argc == 0)
			continue;
		if (command.driver || !builtin_run(command.argc, command.argv))
			run_program(&command);
	}
	return 0;
}
