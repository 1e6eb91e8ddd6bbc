/*
 * Demand paging by the program itself: a write faults, the handler maps a
 * zeroed page, the write happens.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bench.h"

static volatile uint32_t faults;

static void
provide_page(struct UTrapframe *utf)
{
	const int error =
		sys_page_alloc(0, (void *)ROUNDDOWN(utf->utf_fault_va, PGSIZE), BENCH_PERM);

	if (error < 0)
		panic("no page: %e", error);
	faults++;
}

/* Pages that were used are free, so that it can be seen whether they are cleared. */
static void
leave_used_pages(void)
{
	bench_fill(REPETITIONS);
	for (uint32_t page = 0; page < REPETITIONS; page++)
		bench_require(sys_page_unmap(0, REGION + page * PGSIZE) == 0);
}

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	leave_used_pages();
	set_pgfault_handler(provide_page);
	for (uint32_t page = 0; page < REPETITIONS; page++) {
		const uint64_t start = bench_now();

		REGION_WORD(page, 0) = 1;
		bench_sample(bench_now() - start);
		bench_require(faults == page + 1 && REGION_WORD(page, 0) == 1);
		for (uint32_t word = 1; word < PGSIZE / 4; word++)
			bench_require(REGION_WORD(page, word) == 0);
	}
	bench_report();
}
