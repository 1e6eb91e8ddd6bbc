/*
 * Runs a program again and again, and ends it each time a little later in its
 * work: all that it started must end with it, and give everything back.
 *
 *   killcheck PROGRAM [ARGUMENT]...
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#define ROUNDS  24
#define STEP_MS 3

void
umain(int argc, char **argv)
{
	uint32_t before = 0;

	if (argc < 2)
		panic("usage: killcheck PROGRAM [ARGUMENT]...");
	for (uint32_t round = 0; round < ROUNDS; round++) {
		const envid_t child = spawn(argv[1], (const char **)argv + 1);

		if (child < 0)
			panic("%s: %e", argv[1], child);
		sleep_ms(round * STEP_MS);
		sys_env_destroy(child); /* unless it is done */
		wait(child);
		for (size_t i = 0; i < NENV; i++)
			CHECK(envs[i].env_status == ENV_FREE || envs[i].env_id == sys_getenvid());
		if (round == 0)
			before = free_pages();
		CHECK_RESULT((int)free_pages(), (int)before);
	}
	passed();
}
