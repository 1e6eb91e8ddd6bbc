/*
 * A value and a page to another environment, and another page back. Each
 * page takes the place of the one received before.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bench.h"

#define SENT     ((volatile uint32_t *)REGION)
#define RECEIVED ((volatile uint32_t *)(REGION + PGSIZE))

static void
partner(envid_t to)
{
	for (;;) {
		const uint32_t value = ipc_recv(NULL, (void *)RECEIVED, NULL);

		*SENT = *RECEIVED + 1;
		ipc_send(to, ~value, (void *)SENT, BENCH_PERM);
	}
}

/* One's own page to send, not one that fork made copy-on-write. */
static void
make_page(void)
{
	const int error = sys_page_alloc(0, (void *)SENT, BENCH_PERM);

	if (error < 0)
		panic("no page to send: %e", error);
}

void
umain(int argc, char **argv)
{
	const envid_t me = sys_getenvid();
	const envid_t child = fork();

	USED(argc);
	USED(argv);
	if (child < 0)
		panic("fork: %e", child);
	make_page();
	if (child == 0)
		partner(me);
	ipc_send(child, 0, (void *)SENT, BENCH_PERM);
	ipc_recv(NULL, (void *)RECEIVED, NULL);
	for (uint32_t i = 0; i < REPETITIONS; i++) {
		uint32_t answer;
		uint64_t start;
		int perm;

		*SENT = STAMP(i);
		start = bench_now();
		ipc_send(child, i, (void *)SENT, BENCH_PERM);
		answer = ipc_recv(NULL, (void *)RECEIVED, &perm);
		bench_sample(bench_now() - start);
		bench_require(answer == ~i && perm != 0);
		bench_require(*SENT == STAMP(i) && *RECEIVED == STAMP(i) + 1);
	}
	sys_env_destroy(child);
	wait(child);
	bench_report();
}
