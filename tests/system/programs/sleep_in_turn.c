/*
 * Two environments that do nothing but sleep, on CPUs that are otherwise
 * idle: the kernel must not take the moment between the end of a sleep and
 * the return to the program for the end of all work.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#define SLEEPS 8000

static void
sleep_for_short(uint32_t step_ns)
{
	for (int i = 0; i < SLEEPS; i++) {
		const uint64_t until = now_ns() + 20000 + (uint32_t)i % 64 * step_ns;

		CHECK_RESULT(sys_sleep_until((uint32_t)until, (uint32_t)(until >> 32)), 0);
	}
}

void
umain(int argc, char **argv)
{
	envid_t child;

	USED(argc);
	USED(argv);
	child = checked_fork();
	if (child == 0) {
		sleep_for_short(500);
		exit();
	}
	sleep_for_short(700);
	wait(child);
	passed();
}
