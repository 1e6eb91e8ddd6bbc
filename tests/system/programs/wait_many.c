/*
 * Many wait for one to end, and some of them are ended while they wait: all
 * the others go on, after the end and not before, and it costs no page.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#define ROUNDS  30
#define WAITERS 20

/* SHARED[0]: the end may be noticed from now on. SHARED[1 + i]: waiter i has come back. */

static void
wait_and_say_so(int waiter, envid_t target)
{
	CHECK_RESULT(sys_env_wait(target), 0);
	CHECK(SHARED[0] == 1);
	CHECK(envs[ENVX(target)].env_id != target || envs[ENVX(target)].env_status == ENV_FREE);
	SHARED[1 + waiter] = 1;
}

static void
round(unsigned turn)
{
	envid_t target, waiters[WAITERS];

	SHARED[0] = 0;
	target = checked_fork();
	if (target == 0)
		for (;;)
			sys_yield();
	for (int i = 0; i < WAITERS; i++) {
		SHARED[1 + i] = 0;
		waiters[i] = checked_fork();
		if (waiters[i] == 0) {
			wait_and_say_so(i, target);
			exit();
		}
	}
	/* Half of the time most of them are waiting, else most have not come to it. */
	if (turn % 2)
		for (int i = 0; i < WAITERS; i++)
			wait_until_blocked(waiters[i]);
	for (int i = 0; i < WAITERS; i += 4)
		CHECK_RESULT(sys_env_destroy(waiters[i]), 0);
	SHARED[0] = 1;
	CHECK_RESULT(sys_env_destroy(target), 0);
	for (int i = 0; i < WAITERS; i++) {
		wait(waiters[i]);
		CHECK(SHARED[1 + i] == (i % 4 != 0));
	}
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
