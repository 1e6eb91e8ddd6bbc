/*
 * Time never goes back, on whatever CPU it is read, and sleeping takes at
 * least as long as asked for. The argument: how often each child reads it.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#define CHILDREN 4
#define READINGS 20000 /* if no argument says how many */

/* Pass the latest time round between all children: none may be ahead of a later reading. */
static void
child(volatile uint32_t *lock, volatile uint64_t *latest, long readings)
{
	for (long i = 0; i < readings; i++) {
		uint64_t now;

		while (__sync_lock_test_and_set(lock, 1))
			sys_yield();
		now = now_ns();
		if (now < *latest)
			panic("time went back %u ns", (uint32_t)(*latest - now));
		*latest = now;
		__sync_lock_release(lock);
	}
	__sync_fetch_and_add(&SHARED[1], 1);
	exit();
}

static void
check_sleeping(void)
{
	static const uint32_t milliseconds[] = { 0, 1, 5, 20, 100 };

	for (size_t i = 0; i < ARRAY_SIZE(milliseconds); i++) {
		uint64_t start = now_ns();

		sleep_ms(milliseconds[i]);
		CHECK(now_ns() - start >= milliseconds[i] * 1000000ULL);
	}
	CHECK_RESULT(sys_sleep_until(0, 0), 0);
}

void
umain(int argc, char **argv)
{
	const long readings = argc > 1 ? strtol(argv[1], NULL, 0) : READINGS;
	envid_t children[CHILDREN];

	make_shared_page();
	for (int i = 0; i < CHILDREN; i++) {
		children[i] = checked_fork();
		if (children[i] == 0)
			child(&SHARED[0], (volatile uint64_t *)&SHARED[2], readings);
	}
	for (int i = 0; i < CHILDREN; i++)
		wait(children[i]);
	CHECK(SHARED[1] == CHILDREN);
	check_sleeping();
	passed();
}
