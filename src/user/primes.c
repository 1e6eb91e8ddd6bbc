/*
 * A sieve of environments: each holds one prime, and hands on to the next
 * what its prime does not divide. The argument is the number to stop at;
 * without one it goes on until environments or memory run out.
 *
 * The end starts with the last environment of the chain: who finds that the
 * one behind it is gone ends too, back to the first.
 *
 * SPDX-License-Identifier: MIT
 */
#include <inc/lib.h>
#include <stdlib.h>

static uint32_t limit = UINT32_MAX;

/* Whether it was received; false if there is nobody to receive it any more. */
static bool
send(envid_t to, uint32_t number)
{
	return sys_ipc_send(to, number, (void *)UTOP, 0) == 0;
}

/* No memory for a page to be copied on write. The rest of the chain is bound to us and ends too. */
static void
out_of_memory(struct UTrapframe *utf)
{
	USED(utf);
	cprintf("\nprimes: stopped: %e\n", -E_NO_MEM);
	sys_env_destroy(0);
}

static void
end_chain(int error)
{
	if (error < 0)
		cprintf("\nprimes: stopped: %e\n", error);
	exit();
}

/* One link of the chain; its children go through here again with the next prime. */
static void
link(void)
{
	for (;;) {
		uint32_t prime = ipc_recv(NULL, NULL, NULL);
		uint32_t number;
		envid_t next;

		if (prime > limit)
			end_chain(0);
		cprintf("CPU %d: %d ", thisenv->env_cpunum, prime);
		next = fork();
		if (next < 0)
			end_chain(next);
		if (next == 0)
			continue;
		do
			number = ipc_recv(NULL, NULL, NULL);
		while (number % prime == 0 || send(next, number));
		end_chain(0);
	}
}

void
umain(int argc, char **argv)
{
	envid_t first;

	if (argc > 1)
		limit = strtoul(argv[1], NULL, 0);
	set_pgfault_handler(out_of_memory);
	/* The whole chain ends with us, if something else ends us. */
	sys_env_set_bound(0, 1);
	first = fork();
	if (first < 0)
		panic("fork: %e", first);
	if (first == 0)
		link();
	for (uint32_t number = 2; send(first, number); number++)
		;
	cprintf("\n");
}
