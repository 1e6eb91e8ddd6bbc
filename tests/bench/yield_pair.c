/*
 * Two environments, one CPU: from one to the other and back. The other
 * counts its turns in a shared page.
 *
 *   yield_pair [fpu]       fpu: both have used the FPU
 *
 * SPDX-License-Identifier: MIT
 */
#include "bench.h"

/* Turns that a timer interrupt cut in two; they are not counted. */
#define SPOILT_MAX (REPETITIONS / 100)

static void
use_fpu(void)
{
	__asm__ volatile("fldz\n\tfstp %st");
}

static void
partner(bool with_fpu)
{
	if (with_fpu)
		use_fpu();
	for (;;) {
		++*SHARED;
		sys_yield();
	}
}

void
umain(int argc, char **argv)
{
	const bool with_fpu = argc > 1 && strcmp(argv[1], "fpu") == 0;
	uint32_t spoilt = 0;
	envid_t child;

	bench_share();
	child = fork();
	if (child < 0)
		panic("fork: %e", child);
	if (child == 0)
		partner(with_fpu);
	if (with_fpu)
		use_fpu();
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
