/*
 * How a CPU is shared: starts a child for each argument, gives it that many
 * tickets, lets all of them spin and says what part of the time each had.
 *
 *   shares TICKETS...          for example: shares 3 2 1
 *   shares -p PRIORITY...      the same by priorities
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/info.h>
#include <exo/env.h>
#include <exo/fork.h>
#include <exo/sched.h>
#include <exo/syscall.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHILDREN_MAX 32
#define RUN_NS       1000000000ull

static envid_t children[CHILDREN_MAX];
static uint64_t started_ns[CHILDREN_MAX]; /* CPU time each had before the count began */

static void
sleep_ns(uint64_t ns)
{
	uint64_t until;

	sys_time_ns(&until);
	until += ns;
	sys_sleep_until((uint32_t)until, (uint32_t)(until >> 32));
}

static envid_t
start(uint32_t share, bool by_priority)
{
	const envid_t child = fork();
	int error;

	if (child == 0)
		for (;;)
			;
	if (child < 0) {
		printf("shares: fork: %e\n", child);
		return child;
	}
	error = by_priority ? sys_env_set_priority(child, share)
			    : sys_env_set_tickets(child, share);
	if (error < 0)
		printf("shares: %u for %08x: %e\n", share, child, error);
	return child;
}

static uint64_t
had_ns(int i)
{
	return env_time_ns(&envs[ENVX(children[i])]) - started_ns[i];
}

static void
report(int count, const char **shares)
{
	uint64_t all_ns = 0;

	for (int i = 0; i < count; i++)
		all_ns += had_ns(i);
	for (int i = 0; i < count; i++) {
		const uint32_t tenths = all_ns > 0 ? (uint32_t)(had_ns(i) * 1000 / all_ns) : 0;

		printf("%08x %6s  %3u.%u %%\n", children[i], shares[i], tenths / 10, tenths % 10);
	}
}

static void
end_all(int count)
{
	for (int i = 0; i < count; i++)
		sys_env_destroy(children[i]);
}

int
main(int argc, const char **argv)
{
	const bool by_priority = argc > 1 && strcmp(argv[1], "-p") == 0;
	const char **shares = argv + 1 + by_priority;
	const int count = argc - 1 - by_priority;
	struct sched_info info;

	if (count < 1 || count > CHILDREN_MAX) {
		printf("usage: shares [-p] NUMBER...; at most %d of them\n", CHILDREN_MAX);
		return EXIT_FAILURE;
	}
	sys_sched_info(&info);
	printf("policy %s, %u CPUs\n", info.policy, info.cpus);
	for (int i = 0; i < count; i++) {
		children[i] = start((uint32_t)strtoul(shares[i], NULL, 0), by_priority);
		if (children[i] < 0) {
			end_all(i);
			return EXIT_FAILURE;
		}
	}
	for (int i = 0; i < count; i++)
		started_ns[i] = env_time_ns(&envs[ENVX(children[i])]);
	sleep_ns(RUN_NS);
	report(count, shares);
	end_all(count);
	return EXIT_SUCCESS;
}
