/*
 * A mutex that nobody else wants, locked and unlocked: no entry into the kernel.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bench.h"

#include <exo/mutex.h>

static struct mutex mutex;

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	for (uint32_t i = 0; i < REPETITIONS; i++) {
		const uint64_t start = bench_now();

		mutex_lock(&mutex);
		mutex_unlock(&mutex);
		bench_sample(bench_now() - start);
		bench_require(mutex.word == 0);
	}
	bench_report();
}
