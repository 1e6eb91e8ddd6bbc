/*
 * Two environments, one CPU: from one to the other and back. The other
 * counts its turns in a shared page.
 *
 *   yield_pair [used | one | both]
 *
 * used: both have used the FPU; one: the first uses it in each of its turns; both: each does.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bench.h"

/* Turns that a timer interrupt cut in two; they are not counted. */
#define SPOILT_MAX (REPETITIONS / 100)

#define INLINE static inline __attribute__((always_inline))

static void
use_fpu(void)
{
	__asm__ volatile("fldz\n\tfstp %st");
}

/* These two are compiled once for each kind of turn: asking would be counted. */
INLINE void
partner(bool with_fpu)
{
	for (;;) {
		if (with_fpu)
			use_fpu();
		++*SHARED;
		sys_yield();
	}
}

INLINE void
measure(bool with_fpu)
{
	uint32_t spoilt = 0;

	for (uint32_t i = 0; i < REPETITIONS; i++) {
		const uint32_t turns = *SHARED;
		const uint64_t start = bench_now();
		uint64_t count;

		if (with_fpu)
			use_fpu();
		sys_yield();
		count = bench_now() - start;
		if (*SHARED == turns + 1)
			bench_sample(count);
		else
			bench_require(++spoilt <= SPOILT_MAX);
	}
}

void
umain(int argc, char **argv)
{
	const char *fpu = argc > 1 ? argv[1] : "";
	const bool both = strcmp(fpu, "both") == 0;
	const bool first = both || strcmp(fpu, "one") == 0;
	envid_t child;

	bench_share();
	child = fork();
	if (child < 0)
		panic("fork: %e", child);
	if (strcmp(fpu, "used") == 0)
		use_fpu();
	if (child == 0 && both)
		partner(true);
	if (child == 0)
		partner(false);
	sys_yield();
	if (first)
		measure(true);
	else
		measure(false);
	sys_env_destroy(child);
	wait(child);
	bench_report();
}
