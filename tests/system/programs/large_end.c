/*
 * The end of a large environment keeps no CPU for long: it is taken apart in
 * pieces, between which others have their turn. Needs a machine that counts
 * instructions, with one CPU and memory for it.
 *
 *	large_end		one with 512 MiB
 *	large_end senders	one that 2,000 want to send to
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#include <inc/x86.h>

#define AREA  0x20000000u
#define PAGES (512u << 20 >> PGSHIFT)

/* A piece is eight page tables, and an entry takes some 64 instructions with all assertions. */
#define LONGEST_PIECE (8 * NPTENTRIES * 100)
#define SENDERS       2000
#define LEAST_PIECES  (PAGES / (8 * NPTENTRIES))

static void
fill(void)
{
	for (uint32_t i = 0; i < PAGES; i++)
		CHECK_RESULT(sys_page_alloc(0, (void *)(AREA + i * PGSIZE), READ_WRITE), 0);
	CHECK_RESULT(sys_ipc_recv((void *)UTOP), 0);
}

/* How long a call kept us from going on: what else ran meanwhile can only have been a piece. */
static uint32_t
ticks_away(int (*call)(envid_t), envid_t env)
{
	const uint64_t start = read_tsc();

	CHECK_RESULT(call(env), 0);
	return (uint32_t)(read_tsc() - start);
}

static int
destroy(envid_t env)
{
	return sys_env_destroy(env);
}

static int
yield(envid_t env)
{
	USED(env);
	sys_yield();
	return 0;
}

static void
end_with_senders(void)
{
	static envid_t senders[SENDERS];
	const envid_t parent = sys_getenvid(), receiver = checked_fork();

	if (receiver == 0)
		for (;;)
			sys_env_wait(parent);
	for (uint32_t i = 0; i < SENDERS; i++) {
		senders[i] = checked_fork();
		if (senders[i] == 0) {
			CHECK_RESULT(sys_ipc_send(receiver, 0, (void *)UTOP, 0), -E_BAD_ENV);
			SHARED[0]++;
			exit();
		}
		wait_until_blocked(senders[i]);
	}
	CHECK(ticks_away(destroy, receiver) <= LONGEST_PIECE);
	for (uint32_t i = 0; i < SENDERS; i++)
		wait(senders[i]);
	CHECK_RESULT((int)SHARED[0], SENDERS);
}

static void
end_with_memory(void)
{
	const envid_t child = checked_fork();
	uint32_t longest, pieces = 1;

	if (child == 0) {
		fill();
		exit();
	}
	wait_until_blocked(child);
	longest = ticks_away(destroy, child);
	for (; envs[ENVX(child)].env_status == ENV_DYING; pieces++) {
		const uint32_t ticks = ticks_away(yield, child);

		if (ticks > longest)
			longest = ticks;
	}
	cprintf("large_end: %u pieces, the longest of %u instructions\n", pieces, longest);
	CHECK(longest <= LONGEST_PIECE);
	CHECK(pieces >= LEAST_PIECES);
}

void
umain(int argc, char **argv)
{
	make_shared_page();
	if (argc > 1 && strcmp(argv[1], "senders") == 0)
		end_with_senders();
	else
		end_with_memory();
	passed();
}
