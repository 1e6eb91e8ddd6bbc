/*
 * The first write to a page that another environment still uses as well. The
 * child keeps the pages, and in the end has to find in them what was there.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bench.h"

static void
keep_pages(envid_t parent)
{
	bool unchanged = true;

	ipc_recv(NULL, NULL, NULL);
	for (uint32_t page = 0; page < REPETITIONS; page++)
		if (REGION_WORD(page, 0) != STAMP(page))
			unchanged = false;
	ipc_send(parent, unchanged, NULL, 0);
}

void
umain(int argc, char **argv)
{
	const envid_t me = sys_getenvid();
	envid_t child;

	USED(argc);
	USED(argv);
	bench_fill(REPETITIONS);
	child = fork();
	if (child < 0)
		panic("fork: %e", child);
	if (child == 0) {
		keep_pages(me);
		return;
	}
	sys_yield();
	for (uint32_t page = 0; page < REPETITIONS; page++) {
		const uint64_t start = bench_now();

		REGION_WORD(page, 0) = 1;
		bench_sample(bench_now() - start);
		bench_require(REGION_WORD(page, 0) == 1);
		bench_require(REGION_WORD(page, PGSIZE / 4 - 1) == STAMP(page));
	}
	ipc_send(child, 0, NULL, 0);
	bench_require(ipc_recv(NULL, NULL, NULL) == true);
	wait(child);
	bench_report();
}
