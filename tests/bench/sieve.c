/*
 * A sieve of environments, one for each prime: from before the first fork
 * until the generator of numbers has seen the last prime in the shared page.
 * Number 0 passes through the chain in the end and ends it.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bench.h"

#define PRIMES 200

#define END 0

/* In the shared page: how many primes were found, and which. */
#define FOUND (SHARED[0])
#define PRIME (&SHARED[1])

static void
link(void)
{
	for (;;) {
		const uint32_t prime = ipc_recv(NULL, NULL, NULL);
		uint32_t number;
		envid_t next;

		if (prime == END)
			return;
		PRIME[FOUND] = prime;
		++FOUND;
		next = fork();
		if (next < 0)
			panic("fork: %e", next);
		if (next == 0)
			continue;
		do {
			number = ipc_recv(NULL, NULL, NULL);
			if (number == END || number % prime != 0)
				ipc_send(next, number, NULL, 0);
		} while (number != END);
		wait(next);
		return;
	}
}

static bool
is_prime(uint32_t number)
{
	for (uint32_t divisor = 2; divisor * divisor <= number; divisor++)
		if (number % divisor == 0)
			return false;
	return number > 1;
}

void
umain(int argc, char **argv)
{
	uint32_t candidate = 1;
	uint64_t start;
	envid_t first;

	USED(argc);
	USED(argv);
	bench_share();
	start = bench_now();
	first = fork();
	if (first < 0)
		panic("fork: %e", first);
	if (first == 0) {
		link();
		return;
	}
	for (uint32_t number = 2; FOUND < PRIMES; number++)
		ipc_send(first, number, NULL, 0);
	bench_sample(bench_now() - start);
	ipc_send(first, END, NULL, 0);
	wait(first);
	for (uint32_t i = 0; i < PRIMES; i++) {
		while (!is_prime(++candidate))
			;
		bench_require(PRIME[i] == candidate);
	}
	bench_report();
}
