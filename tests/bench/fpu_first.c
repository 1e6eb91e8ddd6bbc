/*
 * The first FPU instruction of an environment, which faults: once, or lazily in each turn.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bench.h"

static void
use_fpu(void)
{
	const uint64_t start = bench_now();

	__asm__ volatile("fldz\n\tfstp %st");
	*SHARED = (uint32_t)(bench_now() - start);
	exit();
}

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	bench_share();
	for (uint32_t i = 0; i < REPETITIONS; i++) {
		envid_t child;

		*SHARED = 0;
		child = fork();
		if (child < 0)
			panic("fork: %e", child);
		if (child == 0)
			use_fpu();
		wait(child);
		bench_require(*SHARED != 0);
		bench_sample(*SHARED);
	}
	bench_report();
}
