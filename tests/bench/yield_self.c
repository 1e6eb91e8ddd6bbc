/*
 * Giving up the CPU while nobody else wants it. That this is no empty call
 * is seen afterwards, when somebody does.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bench.h"

void
umain(int argc, char **argv)
{
	envid_t child;

	USED(argc);
	USED(argv);
	for (uint32_t i = 0; i < REPETITIONS; i++) {
		const uint64_t start = bench_now();

		sys_yield();
		bench_sample(bench_now() - start);
	}

	bench_share();
	child = fork();
	if (child < 0)
		panic("fork: %e", child);
	if (child == 0) {
		*SHARED = 1;
		return;
	}
	sys_yield();
	bench_require(*SHARED == 1);
	wait(child);
	bench_report();
}
