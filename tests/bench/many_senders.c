/*
 * What a message costs a receiver to whom four send all the time: from one
 * message to the next, senders' work included. With the argument "loop" they
 * try and yield, as the lab's ipc_send does; else they wait in its queue.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bench.h"

#define SENDERS 4

static void
send_by_loop(envid_t to, uint32_t value)
{
	while (sys_ipc_try_send(to, value, (void *)UTOP, 0) == -E_IPC_NOT_RECV)
		sys_yield();
}

static void
send_by_queue(envid_t to, uint32_t value)
{
	sys_ipc_send(to, value, (void *)UTOP, 0);
}

void
umain(int argc, char **argv)
{
	const bool loop = argc > 1 && strcmp(argv[1], "loop") == 0;
	void (*const send)(envid_t, uint32_t) = loop ? send_by_loop : send_by_queue;
	const envid_t me = sys_getenvid();
	envid_t senders[SENDERS];
	uint32_t received[SENDERS] = { 0 };

	for (uint32_t i = 0; i < SENDERS; i++) {
		senders[i] = fork();
		if (senders[i] < 0)
			panic("fork: %e", senders[i]);
		if (senders[i] == 0)
			for (;;)
				send(me, i);
	}
	for (int i = 0; i < 10 * SENDERS; i++)
		ipc_recv(NULL, NULL, NULL);
	for (uint32_t i = 0; i < REPETITIONS; i++) {
		const uint64_t start = bench_now();
		const int32_t sender = ipc_recv(NULL, NULL, NULL);

		bench_sample(bench_now() - start);
		bench_require(sender >= 0 && sender < SENDERS);
		received[sender]++;
	}
	for (uint32_t i = 0; i < SENDERS; i++) {
		/* In the queue everyone has a turn. Of those that try, some never have luck. */
		bench_require(loop || received[i] >= REPETITIONS / SENDERS / 2);
		sys_env_destroy(senders[i]);
		wait(senders[i]);
	}
	bench_report();
}
