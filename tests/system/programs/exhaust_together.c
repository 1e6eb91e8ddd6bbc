/*
 * Several environments use up memory at once, on every CPU there is, each
 * giving back and taking again; some are ended while they have it. What they
 * had must all be free afterwards, to the page.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#define ROUNDS   3
#define CHILDREN 4

#define HOARD_START 0x30000000u
#define HOARD_END   0xE0000000u

/* SHARED[i]: how often child i has found that there is no more. */

static void
hoard_for_ever(int child)
{
	uintptr_t end = HOARD_START;

	for (;;) {
		const int error = sys_page_alloc(0, (void *)end, READ_WRITE);

		if (error == 0 && end < HOARD_END) {
			CHECK(*(volatile uint32_t *)end == 0);
			*(volatile uint32_t *)end = 1;
			end += PGSIZE;
			continue;
		}
		CHECK_RESULT(error, -E_NO_MEM);
		SHARED[child]++;
		/* Room for others, some of it the page tables' own. */
		for (int i = 0; i < 100 && end > HOARD_START; i++) {
			end -= PGSIZE;
			CHECK_RESULT(sys_page_unmap(0, (void *)end), 0);
		}
		sys_yield();
	}
}

static void
round(unsigned turn)
{
	envid_t children[CHILDREN];

	USED(turn);
	for (int i = 0; i < CHILDREN; i++) {
		SHARED[i] = 0;
		children[i] = checked_fork();
		if (children[i] == 0) {
			/* The first writes, while there is memory for them. */
			SHARED[CHILDREN + i] = 1;
			while (SHARED[2 * CHILDREN] == 0)
				sys_yield();
			hoard_for_ever(i);
		}
	}
	for (int i = 0; i < CHILDREN; i++)
		while (SHARED[CHILDREN + i] == 0)
			sys_yield();
	SHARED[2 * CHILDREN] = 1;
	for (int i = 0; i < CHILDREN; i++)
		while (SHARED[i] < 10)
			sys_yield();
	for (int i = 0; i < CHILDREN; i++)
		CHECK_RESULT(sys_env_destroy(children[i]), 0);
	for (int i = 0; i < CHILDREN; i++)
		wait(children[i]);
	for (int i = 0; i <= 2 * CHILDREN; i++)
		SHARED[i] = 0;
}

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	make_shared_page();
	run_rounds(ROUNDS, round);
	passed();
}
