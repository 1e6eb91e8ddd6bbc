/*
 * The first write to a copy-on-write page whose other owner has ended.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bench.h"

/* The entry of a page table that is shared may have the right, but not the directory's. */
static bool
is_writable(uint32_t page)
{
	const uint8_t *va = REGION + page * PGSIZE;

	return uvpt[PGNUM(va)] & uvpd[PDX(va)] & PTE_W;
}

void
umain(int argc, char **argv)
{
	envid_t child;

	USED(argc);
	USED(argv);
	bench_fill(REPETITIONS);
	child = fork();
	if (child < 0)
		panic("fork: %e", child);
	if (child == 0)
		return;
	wait(child);
	for (uint32_t page = 0; page < REPETITIONS; page++) {
		uint64_t start;

		bench_require(!is_writable(page));
		start = bench_now();
		REGION_WORD(page, 0) = 1;
		bench_sample(bench_now() - start);
		bench_require(REGION_WORD(page, 0) == 1);
		bench_require(REGION_WORD(page, PGSIZE / 4 - 1) == STAMP(page));
	}
	bench_report();
}
