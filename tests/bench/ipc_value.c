/*
 * A value to another environment and one back, by the lab's two calls.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bench.h"

static void
partner(envid_t to)
{
	for (;;)
		ipc_send(to, ~ipc_recv(NULL, NULL, NULL), NULL, 0);
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
	if (child == 0)
		partner(me);
	ipc_send(child, 0, NULL, 0);
	ipc_recv(NULL, NULL, NULL);
	for (uint32_t i = 0; i < REPETITIONS; i++) {
		const uint64_t start = bench_now();
		uint32_t answer;

		ipc_send(child, i, NULL, 0);
		answer = ipc_recv(NULL, NULL, NULL);
		bench_sample(bench_now() - start);
		bench_require(answer == ~i);
	}
	sys_env_destroy(child);
	wait(child);
	bench_report();
}
