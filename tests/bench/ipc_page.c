/*
 * A value and a page to another environment, and another page back: the same
 * ones each time, which are mapped there already, or by turns one of two, with
 * ipc_page 2. Then each takes the place of the one received before.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bench.h"

#define PAGES_MAX 2

#define SENT(turn) ((volatile uint32_t *)(REGION + (turn) % pages * PGSIZE))
#define RECEIVED   ((volatile uint32_t *)(REGION + PAGES_MAX * PGSIZE))

static uint32_t pages;

static void
partner(envid_t to)
{
	for (uint32_t turn = 0;; turn++) {
		const uint32_t value = ipc_recv(NULL, (void *)RECEIVED, NULL);

		*SENT(turn) = *RECEIVED + 1;
		ipc_send(to, ~value, (void *)SENT(turn), BENCH_PERM);
	}
}

/* One's own pages to send, not ones that fork made copy-on-write. */
static void
make_pages(void)
{
	for (uint32_t i = 0; i < pages; i++)
		bench_require(sys_page_alloc(0, (void *)SENT(i), BENCH_PERM) == 0);
}

void
umain(int argc, char **argv)
{
	const envid_t me = sys_getenvid();
	const envid_t child = fork();

	if (child < 0)
		panic("fork: %e", child);
	pages = bench_argument(argc, argv, 1, 1);
	bench_require(pages >= 1 && pages <= PAGES_MAX);
	make_pages();
	if (child == 0)
		partner(me);
	ipc_send(child, 0, (void *)SENT(1), BENCH_PERM);
	ipc_recv(NULL, (void *)RECEIVED, NULL);
	for (uint32_t i = 0; i < REPETITIONS; i++) {
		uint32_t answer;
		uint64_t start;
		int perm;

		*SENT(i) = STAMP(i);
		start = bench_now();
		ipc_send(child, i, (void *)SENT(i), BENCH_PERM);
		answer = ipc_recv(NULL, (void *)RECEIVED, &perm);
		bench_sample(bench_now() - start);
		bench_require(answer == ~i && perm != 0);
		bench_require(*SENT(i) == STAMP(i) && *RECEIVED == STAMP(i) + 1);
	}
	sys_env_destroy(child);
	wait(child);
	bench_report();
}
