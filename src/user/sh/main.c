/*
 * The shell: reads a line, runs what it names, and waits for it unless the
 * line ends in '&'.
 *
 * SPDX-License-Identifier: MIT
 */
#include "builtin.h"

#include <abi/error.h>
#include <exo/env.h>
#include <exo/spawn.h>
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
		if (command->argc == WORDS_MAX) {
			printf("sh: more than %d words\n", WORDS_MAX);
			return false;
		}
		command->argv[command->argc++] = word;
	}
	return true;
}

static void
run_program(struct command *command)
{
	envid_t child = spawn(command->argv[0], command->argv);

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
		if (!builtin_run(command.argc, command.argv))
			run_program(&command);
	}
	return 0;
}
