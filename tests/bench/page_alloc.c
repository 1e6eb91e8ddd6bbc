/*
 * Mapping a zeroed page where nothing is mapped, and removing it.
 * The argument is which of the two is reported: alloc or unmap.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bench.h"

#define PAGE ((volatile uint32_t *)REGION)

/* The neighbour stays, so that the page table does. */
static void
keep_table(void)
{
	const int error = sys_page_alloc(0, REGION + PGSIZE, BENCH_PERM);

	if (error < 0)
		panic("no page: %e", error);
}

void
umain(int argc, char **argv)
{
	const bool unmap = argc > 1 && strcmp(argv[1], "unmap") == 0;

	keep_table();
	for (uint32_t i = 0; i < REPETITIONS; i++) {
		uint64_t start = bench_now(), alloc_count;
		int error = sys_page_alloc(0, (void *)PAGE, BENCH_PERM);

		alloc_count = bench_now() - start;
		bench_require(error == 0);
		for (uint32_t word = 0; word < PGSIZE / 4; word++) {
			bench_require(PAGE[word] == 0);
			PAGE[word] = STAMP(i);
		}
		start = bench_now();
		error = sys_page_unmap(0, (void *)PAGE);
		bench_sample(unmap ? bench_now() - start : alloc_count);
		bench_require(error == 0 && !(uvpt[PGNUM(PAGE)] & PTE_P));
	}
	bench_report();
}
