/*
 * Runs a program, granted what we are, waits until it and all it started have
 * ended, and checks that every page it had is free again.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#include <abi/device.h>

static bool in_use_before[NENV];

static bool
slot_in_use(size_t index)
{
	return envs[index].env_status != ENV_FREE;
}

static void
note_environments(void)
{
	for (size_t i = 0; i < NENV; i++)
		in_use_before[i] = slot_in_use(i);
}

static bool
others_are_left(void)
{
	for (size_t i = 0; i < NENV; i++)
		if (slot_in_use(i) && !in_use_before[i])
			return true;
	return false;
}

void
umain(int argc, char **argv)
{
	uint32_t before, after;
	envid_t child;

	if (argc < 2)
		panic("usage: leakcheck PROGRAM [ARGUMENT]...");
	note_environments();
	/* One call of every kind that the count includes, so that our own tables are there. */
	CHECK_RESULT(spawnl("", "", NULL), -E_NOT_FOUND);
	CHECK_RESULT(sys_page_alloc(0, UTEMP, READ_WRITE), 0);
	CHECK_RESULT(sys_page_unmap(0, UTEMP), 0);

	before = free_pages();
	child = spawn_stopped(argv[1], (const char **)argv + 1);
	if (child < 0)
		panic("%s: %e", argv[1], child);
	CHECK_RESULT(sys_grant(child, GRANT_ALL, 0, 0), 0);
	CHECK_RESULT(sys_env_set_status(child, ENV_RUNNABLE), 0);
	wait(child);
	while (others_are_left())
		sys_yield();
	after = free_pages();
	if (after != before)
		panic("%s: %u pages were free before, %u after", argv[1], before, after);
	passed();
}
