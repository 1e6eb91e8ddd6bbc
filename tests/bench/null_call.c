/*
 * The cheapest system call.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bench.h"

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	for (uint32_t i = 0; i < REPETITIONS; i++) {
		const uint64_t start = bench_now();
		const envid_t id = sys_getenvid();

		bench_sample(bench_now() - start);
		bench_require(id == thisenv->env_id);
	}
	bench_report();
}
