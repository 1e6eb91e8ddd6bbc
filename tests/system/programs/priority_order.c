/*
 * Under sched=prio: a higher priority whose sleep ends runs at once, long
 * before the slices of those who keep the CPUs busy end; a lower one has
 * nothing of a CPU meanwhile, and has it as soon as its turn has come. Equals share.
 *
 * SPDX-License-Identifier: MIT
 */
#include "priorities.h"

#include <exo/sched.h>

#define LOW    1
#define MIDDLE 10
#define HIGH   20
#define SLEEPS 20

static envid_t spinners[CPUS_MAX];

static void
spin(void)
{
}

static uint64_t
time_of(envid_t env)
{
	return env_time_ns(&envs[ENVX(env)]);
}

/* How late the caller's sleeps end at the worst. */
static uint64_t
lateness_ns(void)
{
	uint64_t worst = 0;

	for (uint32_t i = 0; i < SLEEPS; i++) {
		const uint64_t until = now_ns() + 1000000 + i * 777777;
		uint64_t late;

		CHECK_RESULT(sys_sleep_until((uint32_t)until, (uint32_t)(until >> 32)), 0);
		late = now_ns() - until;
		if (late > worst)
			worst = late;
	}
	return worst;
}

/* How many turns those have begun that keep the CPUs busy. */
static uint32_t
turns(uint32_t cpus)
{
	uint32_t sum = 0;

	for (unsigned i = 0; i < cpus; i++)
		sum += envs[ENVX(spinners[i])].env_runs;
	return sum;
}

static void
be_receiver(uint32_t cpus)
{
	for (;;) {
		CHECK_RESULT(ipc_recv(NULL, NULL, NULL), 0);
		SHARED[2] = turns(cpus);
		++SHARED[1];
	}
}

/*
 * Who is woken by one that goes before it, and does not give way, runs on
 * whichever other CPU is the first to look. Where there is only one other, no lower
 * one has a further turn on it before. That is counted in turns, and on no more CPUs, since
 * CPUs that are one thread of QEMU's stand still for some slices of each other's.
 */
static void
check_any_cpu(uint32_t cpus)
{
	const envid_t receiver = checked_fork();

	if (receiver == 0)
		be_receiver(cpus);
	CHECK_RESULT(sys_env_set_priority(receiver, HIGH), 0);
	for (uint32_t i = 0; i < SLEEPS; i++) {
		uint32_t before;

		while (!blocked(receiver))
			sleep_ms(1);
		CHECK_RESULT(sys_ipc_try_send(receiver, 0, (void *)UTOP, 0), 0);
		before = turns(cpus); /* not earlier: QEMU may put this CPU aside between the two */
		while (SHARED[1] == i)
			;
		CHECK(cpus > 2 || (int32_t)(SHARED[2] - before) <= 1);
	}
	end_and_wait(receiver);
}

/* Of two equals each has its share, although neither has a slice without being preempted. */
static void
check_equals(envid_t a, envid_t b)
{
	const uint64_t before_a = time_of(a), before_b = time_of(b);
	uint64_t of_a, of_b;

	for (uint32_t i = 0; i < 3 * SLEEPS; i++)
		sleep_ms(3);
	of_a = time_of(a) - before_a;
	of_b = time_of(b) - before_b;
	CHECK(of_a >= of_b / 2 && of_b >= of_a / 2);
}

static void
be_sleeper(void)
{
	SHARED[0] = (uint32_t)(lateness_ns() / 1000);
	exit();
}

void
umain(int argc, char **argv)
{
	struct sched_info info;
	envid_t low, sleeper;
	uint64_t before;

	USED(argc);
	USED(argv);
	make_shared_page();
	require_prio(&info);
	for (unsigned i = 0; i < info.cpus; i++)
		spinners[i] = start_spinner(MIDDLE, spin);
	low = start_spinner(LOW, spin);
	sleep_ms(30);
	before = time_of(low);
	sleeper = checked_fork();
	if (sleeper == 0)
		be_sleeper();
	CHECK_RESULT(sys_env_set_priority(sleeper, HIGH), 0);
	wait(sleeper);
	cprintf("at most %u us late\n", (uint32_t)SHARED[0]);
	/* With several CPUs the one that is to notice may be put aside by the host. */
	CHECK((uint32_t)SHARED[0] <= info.slice_ns / 1000 / (info.cpus == 1 ? 5 : 1));
	if (info.cpus > 1)
		check_any_cpu(info.cpus);
	CHECK(time_of(low) == before);
	if (info.cpus == 1) {
		CHECK_RESULT(sys_env_set_priority(low, MIDDLE), 0);
		check_equals(low, spinners[0]);
		CHECK_RESULT(sys_env_set_priority(low, LOW), 0);
		before = time_of(low);
	}

	/* Its turn comes when one of those before it goes. */
	CHECK_RESULT(sys_env_destroy(spinners[0]), 0);
	sleep_ms(30);
	CHECK(time_of(low) > before);

	/*
	 * A change counts at once: now all the others are below. Time is charged when a slice
	 * ends, which several CPUs that are one thread of QEMU's notice up to a slice late.
	 */
	CHECK_RESULT(sys_env_set_priority(low, HIGH), 0);
	before = time_of(low);
	sleep_ms(200);
	CHECK(time_of(low) - before >= 200000000 - 4 * info.slice_ns);
	CHECK_RESULT(sys_env_destroy(low), 0);
	for (unsigned i = 1; i < info.cpus; i++)
		CHECK_RESULT(sys_env_destroy(spinners[i]), 0);
	passed();
}
