/*
 * Two environments, one CPU: from one to the other and back. The other
 * counts its turns in a shared page.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bench.h"

/* Turns that a timer interrupt cut in two; they are not counted. */
#define SPOILT_MAX (REPETITIONS / 100)

static void
partner(void)
{
	for (;;) {
		++*SHARED;
		sys_yield();
	}
}

void
umain(int argc, char **argv)
{
	uint32_t spoilt = 0;
	envid_t child;

	USED(argc);
	USED(argv);
	bench_share();
	child = fork();
	if (child < 0)
		panic("fork: %e", child);
	if (child == 0)
		partner();
	sys_yield();
	for (uint32_t i = 0; i < REPETITIONS; i++) {
		const uint32_t turns = *SHARED;
		const uint64_t start = bench_now();
		uint64_t count;

		sys_yield();
		count = bench_now() - start;
		if (*SHARED == turns + 1)
			bench_sample(count);
		else
			bench_require(++spoilt <= SPOILT_MAX);
	}
	sys_env_destroy(child);
	wait(child);
	bench_report();
}
