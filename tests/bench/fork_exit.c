/*
 * From before fork until the parent has seen that the child is gone. The
 * first argument is how much memory is written before each fork, in KiB; the
 * second how often. The child exits at once, having counted itself.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bench.h"

#define KIB_PER_PAGE (PGSIZE / 1024)

static uint32_t pages;

/* A child sees what its parent wrote, and the parent nothing of what the child writes. */
static void
check_copies(void)
{
	const envid_t child = fork();

	if (child < 0)
		panic("fork: %e", child);
	if (child == 0) {
		for (uint32_t page = 0; page < pages; page++) {
			bench_require(REGION_WORD(page, PGSIZE / 4 - 1) == STAMP(page));
			REGION_WORD(page, 0) = 0;
		}
		++*SHARED;
		exit();
	}
	wait(child);
}

void
umain(int argc, char **argv)
{
	const uint32_t kib = bench_argument(argc, argv, 1, 0);
	const uint32_t repetitions = bench_argument(argc, argv, 2, REPETITIONS);

	pages = kib / KIB_PER_PAGE;
	bench_share();
	bench_fill(pages);
	for (uint32_t i = 1; i <= repetitions; i++) {
		uint64_t start;
		envid_t child;

		for (uint32_t page = 0; page < pages; page++)
			REGION_WORD(page, 0) = i;
		start = bench_now();
		child = fork();
		if (child == 0) {
			++*SHARED;
			exit();
		}
		wait(child);
		bench_sample(bench_now() - start);
		bench_require(child > 0 && *SHARED == i);
	}
	check_copies();
	bench_require(*SHARED == repetitions + 1);
	for (uint32_t page = 0; page < pages; page++)
		bench_require(REGION_WORD(page, 0) == repetitions);
	bench_report();
}
