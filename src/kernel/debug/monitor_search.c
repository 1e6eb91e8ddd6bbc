/*
 * Searching memory: piece by piece, keeping the end of each, so that what lies
 * across two is found. Ctrl-\ ends a search, and it ends itself after
 * FOUND_MAX places.
 *
 * SPDX-License-Identifier: MIT
 */
#include "monitor_command.h"

#include <arch/monitor.h>
#include <kernel/console.h>
#include <kernel/printf.h>
#include <kernel/string.h>

#define PIECE     1024 /* no piece crosses the end of a page */
#define FOUND_MAX 32

struct search {
	const struct pattern *pattern;
	const struct env *env;
	bool physical;
	unsigned found;
	uint64_t next; /* all places before this have been shown */
	size_t kept;   /* bytes at the start of piece that come from the one before */
	uint8_t piece[LINE_SIZE + PIECE];
};

/* Read up to the end of the piece that address is in; returns how far that is, read or not. */
static uint64_t
read_piece(const struct search *search, uint64_t address, uint64_t last, void *to, bool *there)
{
	uint64_t size = PIECE - address % PIECE;
	struct mapping mapping;

	if (size > last - address + 1)
		size = last - address + 1;
	if (search->physical) {
		*there = arch_physical_read(address, to, (size_t)size);
		return size;
	}
	arch_mapping_find(search->env, (uint32_t)address, &mapping);
	*there = mapping.present &&
		 arch_physical_read(mapping.physical + (address - mapping.va), to, (size_t)size);
	if (!mapping.present)
		size = (uint64_t)mapping.va + mapping.size_bytes - address;
	return size;
}

/* Show all places in the piece, whose last byte is the one before end. */
static void
show_places(struct search *search, size_t size, uint64_t end)
{
	const int digits = search->physical ? 10 : 8;
	size_t place = 0;

	while ((place = pattern_find(search->pattern, search->piece, size, place)) < size &&
	       search->found < FOUND_MAX) {
		search->next = end - (size - place);
		cprintf("%0*llx\n", digits, search->next++);
		search->found++;
		place++;
	}
}

static bool
is_interrupted(void)
{
	bool asked;

	console_poll();
	asked = console_monitor_requested;
	console_monitor_requested = false;
	return asked;
}

static void
run(struct search *search, uint64_t address, uint64_t last)
{
	const size_t keep = search->pattern->size - 1;

	while (address <= last) {
		bool there;
		const uint64_t size =
			read_piece(search, address, last, search->piece + search->kept, &there);
		const size_t filled = search->kept + (size_t)size;

		address += size;
		if (!there) {
			search->kept = 0;
		} else {
			show_places(search, filled, address);
			search->kept = filled < keep ? filled : keep;
			memmove(search->piece, search->piece + filled - search->kept, search->kept);
		}
		if (search->found < FOUND_MAX)
			search->next = address - search->kept;
		if (search->found == FOUND_MAX || is_interrupted()) {
			cprintf("%u found so far; search from %llx for more.\n", search->found,
				search->next);
			return;
		}
	}
	cprintf("%u found.\n", search->found);
}

void
command_search(const struct command_call *call)
{
	struct search search = { .pattern = &call->pattern };

	if (call->count == 4) {
		search.env = monitor_env_with_memory(call->values[3]);
		if (search.env == NULL)
			return;
	}
	run(&search, call->values[0], call->values[1]);
}

void
command_search_physical(const struct command_call *call)
{
	struct search search = { .pattern = &call->pattern, .physical = true };

	run(&search, call->values[0], call->values[1]);
}
