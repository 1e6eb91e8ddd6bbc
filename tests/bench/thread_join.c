/*
 * A thread that does nothing, made and joined.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bench.h"

#include <exo/thread.h>

static void *
give_back(void *argument)
{
	return argument;
}

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	for (uint32_t i = 0; i < REPETITIONS; i++) {
		struct thread *thread;
		void *result = NULL;
		const uint64_t start = bench_now();
		int error = thread_create(&thread, give_back, &i);

		if (error == 0)
			error = thread_join(thread, &result);
		bench_sample(bench_now() - start);
		bench_require(error == 0 && result == &i);
	}
	bench_report();
}
