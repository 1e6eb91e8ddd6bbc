/*
 * The reader of the command line, asked for a key and a word of its own.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/cmdline.h>
#include <string.h>

#include "fuzz.h"

static const char *const lines[] = {
	"/boot/tine.elf init=\"forktree 3\" init='primes 100' sched=rr exit",
	"\"init=forktree 3\" 'sched=rr' e\\\"x=it\\'s\\\\ exit",
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *line = malloc(size + 1);
	char value[16];

	memcpy(line, data, size);
	line[size] = '\0';
	for (unsigned index = 0; index < 3; index++) {
		int result = cmdline_get(line, "init", index, value, sizeof(value));

		REQUIRE(memchr(value, '\0', sizeof(value)) != NULL);
		REQUIRE(result < 0 || (size_t)result == strlen(value) ||
			memchr(data, '\0', size) != NULL);
	}
	cmdline_has(line, "exit");
	free(line);
	return 0;
}

size_t
fuzz_seed(unsigned index, uint8_t *to)
{
	if (index >= sizeof(lines) / sizeof(lines[0]))
		return 0;
	memcpy(to, lines[index], strlen(lines[index]));
	return strlen(lines[index]);
}
