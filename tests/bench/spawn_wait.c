/*
 * Starting a small program from the archive, and waiting for its end. The
 * program is `answer`, which counts itself in the shared page.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bench.h"

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	bench_share();
	for (uint32_t i = 1; i <= REPETITIONS; i++) {
		const uint64_t start = bench_now();
		const envid_t child = spawnl("answer", "answer", NULL);

		wait(child);
		bench_sample(bench_now() - start);
		bench_require(child > 0 && *SHARED == i);
	}
	bench_report();
}
