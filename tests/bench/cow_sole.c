/*
 * The first write to a copy-on-write page whose other owner has ended. Page
 * tables must not be shared by then, or one fault would be enough for all the
 * pages of one: a page of each is written to while the other still has them.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bench.h"

#define TABLES         2 /* with pages measured */
#define FIRST(table)   ((table)*NPTENTRIES)
#define IS_FIRST(page) ((page) % NPTENTRIES == 0)

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
	bench_fill(REPETITIONS + TABLES);
	child = fork();
	if (child < 0)
		panic("fork: %e", child);
	if (child == 0) {
		ipc_recv(NULL, NULL, NULL);
		return;
	}
	for (uint32_t table = 0; table < TABLES; table++)
		REGION_WORD(FIRST(table), 0) = 1;
	ipc_send(child, 0, NULL, 0);
	wait(child);
	for (uint32_t page = 0; page < REPETITIONS + TABLES; page++) {
		uint64_t start;

		if (IS_FIRST(page))
			continue;

		bench_require(!is_writable(page));
		start = bench_now();
		REGION_WORD(page, 0) = 1;
		bench_sample(bench_now() - start);
		bench_require(REGION_WORD(page, 0) == 1);
		bench_require(REGION_WORD(page, PGSIZE / 4 - 1) == STAMP(page));
	}
	bench_report();
}
