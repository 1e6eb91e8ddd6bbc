/*
 * Destroys children that run, on other CPUs if there are any: when the call
 * returns, they must have made their last step.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#define ROUNDS   50
#define CHILDREN 4

static void
count_for_ever(volatile uint32_t *counter)
{
	for (;;)
		++*counter;
}

static void
round(void)
{
	envid_t children[CHILDREN];

	for (int i = 0; i < CHILDREN; i++) {
		SHARED[i] = 0;
		children[i] = checked_fork();
		if (children[i] == 0)
			count_for_ever(&SHARED[i]);
	}
	for (int i = 0; i < CHILDREN; i++)
		while (SHARED[i] == 0)
			sys_yield();
	for (int i = 0; i < CHILDREN; i++) {
		uint32_t last;

		CHECK_RESULT(sys_env_destroy(children[i]), 0);
		last = SHARED[i];
		for (int j = 0; j < 20000; j++)
			CHECK(SHARED[i] == last);
		CHECK_RESULT(sys_env_destroy(children[i]), -E_BAD_ENV);
	}
	for (int i = 0; i < CHILDREN; i++)
		wait(children[i]);
}

void
umain(int argc, char **argv)
{
	uint32_t free_before = 0;

	USED(argc);
	USED(argv);
	make_shared_page();
	for (int i = 0; i < ROUNDS; i++) {
		round();
		/* What the first round leaves behind is page tables of our own. */
		if (i == 0)
			free_before = free_pages();
	}
	CHECK(free_pages() == free_before);
	passed();
}
