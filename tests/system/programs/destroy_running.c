/*
 * Destroys children that run, on other CPUs if there are any: when the call
 * returns, they must have made their last step.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#define ROUNDS   20
#define CHILDREN 4

static void
count_for_ever(volatile uint32_t *counter)
{
	for (;;)
		++*counter;
}

static void
round(unsigned turn)
{
	envid_t children[CHILDREN];

	USED(turn);
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
		CHECK_RESULT(sys_env_destroy(children[i]), 0);
		check_standstill(&SHARED[i]);
		CHECK_RESULT(sys_env_destroy(children[i]), -E_BAD_ENV);
	}
	for (int i = 0; i < CHILDREN; i++)
		wait(children[i]);
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
