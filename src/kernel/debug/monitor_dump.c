/*
 * The contents of memory, as words and characters.
 *
 * SPDX-License-Identifier: MIT
 */
#include "monitor_command.h"

#include <arch/monitor.h>
#include <kernel/printf.h>

#define WORDS_DEFAULT 32
#define ROW_WORDS     4

/* Reads the word at address of a space; false if it is not there. */
typedef bool read_word(const struct env *env, uint64_t address, uint32_t *word);

static bool
read_virtual(const struct env *env, uint64_t address, uint32_t *word)
{
	return monitor_read(env, (uint32_t)address, word, sizeof(*word));
}

static bool
read_physical(const struct env *env, uint64_t address, uint32_t *word)
{
	(void)env;
	return arch_physical_read(address, word, sizeof(*word));
}

static void
dump_row(read_word *read, const struct env *env, uint64_t address, unsigned count)
{
	char text[ROW_WORDS * sizeof(uint32_t) + 1];
	size_t length = 0;

	for (unsigned i = 0; i < ROW_WORDS; i++) {
		uint32_t word;

		if (i >= count) {
			cprintf("         ");
			continue;
		}
		if (!read(env, address + i * sizeof(word), &word)) {
			cprintf(" --------");
			for (unsigned j = 0; j < sizeof(word); j++)
				text[length++] = ' ';
			continue;
		}
		cprintf(" %08x", (unsigned)word);
		for (unsigned j = 0; j < sizeof(word); j++, word >>= 8)
			text[length++] =
				(char)((word & 0xff) >= ' ' && (word & 0xff) <= '~' ? word & 0xff
										    : '.');
	}
	text[length] = '\0';
	cprintf("  %s\n", text);
}

/* Up to the end of the space, last. */
static void
dump(read_word *read, const struct env *env, uint64_t address, uint64_t last,
     const struct command_call *call)
{
	unsigned count = call->count > 1 ? (unsigned)call->values[1] : WORDS_DEFAULT;
	const int digits = last > UINT32_MAX ? 10 : 8;

	address -= address % sizeof(uint32_t);
	while (count > 0 && address <= last) {
		const uint64_t left = (last - address) / sizeof(uint32_t) + 1;
		unsigned row = count < ROW_WORDS ? count : ROW_WORDS;

		if (row > left)
			row = (unsigned)left;
		cprintf("%0*llx:", digits, address);
		dump_row(read, env, address, row);
		count -= row;
		address += row * sizeof(uint32_t);
	}
}

void
command_dump(const struct command_call *call)
{
	const struct env *env = NULL;

	if (call->count == 3) {
		env = monitor_env_with_memory(call->values[2]);
		if (env == NULL)
			return;
	}
	dump(read_virtual, env, call->values[0], UINT32_MAX, call);
}

void
command_dump_physical(const struct command_call *call)
{
	dump(read_physical, NULL, call->values[0], PHYSICAL_LAST, call);
}
