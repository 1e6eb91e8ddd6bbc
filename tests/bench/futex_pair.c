/*
 * Two environments that share memory, one CPU: one wakes the other and waits
 * to be woken by it.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bench.h"

#include <exo/futex.h>

static uint32_t there, back;

static void
wait_for(const uint32_t *word, uint32_t value)
{
	while (__atomic_load_n(word, __ATOMIC_SEQ_CST) != value)
		futex_wait(word, value - 1, NO_DEADLINE);
}

static void
tell(uint32_t *word, uint32_t value)
{
	__atomic_store_n(word, value, __ATOMIC_SEQ_CST);
	futex_wake(word, 1);
}

static void
partner(void)
{
	for (uint32_t turn = 1;; turn++) {
		wait_for(&there, turn);
		tell(&back, turn);
	}
}

void
umain(int argc, char **argv)
{
	envid_t child;

	USED(argc);
	USED(argv);
	child = sfork();
	if (child < 0)
		panic("sfork: %e", child);
	if (child == 0)
		partner();
	sys_yield();
	for (uint32_t turn = 1; turn <= REPETITIONS; turn++) {
		const uint64_t start = bench_now();

		tell(&there, turn);
		wait_for(&back, turn);
		bench_sample(bench_now() - start);
	}
	sys_env_destroy(child);
	wait(child);
	bench_report();
}
