/*
 * One that sleeps just before each end of its slice has no more of the CPU
 * than one that never does, on one CPU and under whatever policy.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#include <exo/sched.h>

#define RUN_MS 1000

static void
sleep_until(uint64_t ns)
{
	sys_sleep_until((uint32_t)ns, (uint32_t)(ns >> 32));
}

/* Busy for nine tenths of what the timer allows, away for the moment in which it looks. */
static void
cheat(uint32_t slice_ns)
{
	for (;;) {
		const uint64_t start = now_ns();

		while (now_ns() - start < slice_ns / 10 * 9)
			;
		sleep_until(now_ns() + slice_ns / 50);
	}
}

static uint64_t
time_of(envid_t env)
{
	return env_time_ns(&envs[ENVX(env)]);
}

void
umain(int argc, char **argv)
{
	uint64_t honest_ns, cheat_ns;
	struct sched_info info;
	envid_t honest, cheater;

	USED(argc);
	USED(argv);
	CHECK_RESULT(sys_sched_info(&info), 0);
	honest = checked_fork();
	if (honest == 0)
		for (;;)
			;
	cheater = checked_fork();
	if (cheater == 0)
		cheat(info.slice_ns);
	sleep_ms(10);
	honest_ns = time_of(honest);
	cheat_ns = time_of(cheater);
	sleep_ms(RUN_MS);
	honest_ns = time_of(honest) - honest_ns;
	cheat_ns = time_of(cheater) - cheat_ns;
	cprintf("honest %u us, cheating %u us\n", (uint32_t)(honest_ns / 1000),
		(uint32_t)(cheat_ns / 1000));
	CHECK(cheat_ns <= honest_ns + honest_ns / 20);
	CHECK_RESULT(sys_env_destroy(honest), 0);
	CHECK_RESULT(sys_env_destroy(cheater), 0);
	passed();
}
