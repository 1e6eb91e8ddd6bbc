/*
 * A value to another environment and one back, by a call and its answer.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bench.h"

#define NO_PAGE ((void *)UTOP)

static void
serve(void)
{
	message_t message = ipc_reply_wait(0, 0);

	for (;;)
		message = sys_ipc_reply_wait(message.from, ~message.value, NO_PAGE, 0, NO_PAGE);
}

void
umain(int argc, char **argv)
{
	const envid_t child = fork();

	USED(argc);
	USED(argv);
	if (child < 0)
		panic("fork: %e", child);
	if (child == 0)
		serve();
	ipc_call(child, 0);
	for (uint32_t i = 0; i < REPETITIONS; i++) {
		const uint64_t start = bench_now();
		message_t answer;

		answer = sys_ipc_call(child, i, NO_PAGE, 0, NO_PAGE);
		bench_sample(bench_now() - start);
		bench_require(answer.from == child && answer.value == ~i);
	}
	sys_env_destroy(child);
	wait(child);
	bench_report();
}
