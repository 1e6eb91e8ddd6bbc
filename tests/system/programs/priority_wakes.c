/*
 * Under sched=prio, with all CPUs busy: whoever is woken by another program, or raised by it, runs
 * within a slice if any CPU runs a lower priority, and the lowest of those that run makes way in the end.
 * Needs a machine that counts instructions.
 *
 * All that spin have QEMU turn to the next CPU every few hundred instructions: so nobody is late
 * because QEMU runs one CPU at a time.
 *
 * SPDX-License-Identifier: MIT
 */
#include "priorities.h"

#include <exo/futex.h>
#include <inc/x86.h>

#define WAKES 40 /* in each way */

/* Priorities. */
#define STARVED 0
#define BELOW   1
#define SPINNER 10 /* of the first, and each has one more */
#define WOKEN   20
#define ABOVE   30

/* For the kernel's work between waking and running, and for what others do meanwhile: 100,000 instructions. */
#define WORK_NS 100000

enum way { BY_MESSAGE, BY_FUTEX, BY_END, BY_STATUS, BY_PRIORITY, WAYS };
static const char *const way_names[WAYS] = { "message", "futex", "end", "status", "priority" };

/* In the shared page. */
#define WAITS  (SHARED[0])                        /* how often it has begun to wait */
#define VICTIM (SHARED[1])                        /* whose end it waits for */
#define WORD   (SHARED[2])                        /* its futex */
#define RAN    (SHARED[3])                        /* how often it has been woken, */
#define RAN_AT (*(volatile uint64_t *)&SHARED[4]) /* and when last */
#define HOLD   (SHARED[6])                        /* it is to run on then */

static envid_t woken, spinners[CPUS_MAX];
static uint32_t cpus, slice_ns, random = 1;

static void
spin(void)
{
	for (volatile unsigned i = 0; i < 50; i++)
		;
	__asm__ volatile("pause");
}

static void
spin_for(uint32_t ns)
{
	const uint64_t start = read_tsc();

	while (read_tsc() - start < ns)
		spin();
}

static void
wait_to_be_woken(enum way way)
{
	switch (way) {
	case BY_FUTEX:
		futex_wait((const uint32_t *)&WORD, 0, NO_DEADLINE);
		break;
	case BY_END:
		wait((envid_t)VICTIM);
		break;
	case BY_STATUS:
		sys_env_set_status(0, ENV_NOT_RUNNABLE);
		break;
	default:
		ipc_recv(NULL, NULL, NULL);
		break;
	}
}

static void
be_woken(void)
{
	for (;;) {
		const enum way way = (enum way)ipc_recv(NULL, NULL, NULL);

		WAITS++;
		wait_to_be_woken(way);
		RAN_AT = read_tsc();
		RAN++;
		while (HOLD)
			spin();
	}
}

static void
wake(enum way way)
{
	switch (way) {
	case BY_FUTEX:
		CHECK_RESULT(futex_wake((const uint32_t *)&WORD, 1), 1);
		break;
	case BY_END:
		CHECK_RESULT(sys_env_destroy((envid_t)VICTIM), 0);
		break;
	case BY_STATUS:
		CHECK_RESULT(sys_env_set_status(woken, ENV_RUNNABLE), 0);
		break;
	case BY_PRIORITY:
		CHECK_RESULT(sys_env_set_priority(woken, WOKEN), 0);
		break;
	default:
		CHECK_RESULT(sys_ipc_try_send(woken, 0, (void *)UTOP, 0), 0);
		break;
	}
}

/* Tell it in which way to wait next, and let it. */
static void
prepare(enum way way)
{
	const uint32_t waits = WAITS;

	if (way == BY_END)
		VICTIM = (uint32_t)sys_env_create();
	CHECK_RESULT(sys_ipc_try_send(woken, way, (void *)UTOP, 0), 0);
	while (WAITS == waits || !blocked(woken))
		spin();
}

/* Wake it at some moment of the slices that run, and return how late it is. */
static uint64_t
lateness_ns(enum way way)
{
	const uint32_t ran = RAN;
	uint64_t woken_at;

	random = random * 1103515245 + 12345;
	spin_for((random >> 8) % slice_ns);
	if (way == BY_PRIORITY) {
		CHECK_RESULT(sys_env_set_priority(woken, STARVED), 0);
		wake(BY_MESSAGE);
		spin_for(2 * slice_ns);
		CHECK(RAN == ran);
	}
	woken_at = read_tsc();
	wake(way);
	while (RAN == ran && read_tsc() - woken_at <= slice_ns + WORK_NS)
		spin();
	CHECK(RAN != ran);
	return RAN_AT - woken_at;
}

static void
check_way(enum way way)
{
	uint64_t worst = 0;

	for (unsigned i = 0; i < WAKES; i++) {
		uint64_t late;

		prepare(way);
		late = lateness_ns(way);
		if (late > worst)
			worst = late;
		while (!blocked(woken))
			spin();
	}
	cprintf("by %s: at most %u us late\n", way_names[way], (uint32_t)worst / 1000);
	CHECK(worst <= slice_ns + WORK_NS);
}

/* Each that makes way has the next lower one make way within a slice, and no other. */
static void
check_lowest_makes_way(void)
{
	for (unsigned i = 0; i < WAKES; i++) {
		uint64_t woken_at;

		prepare(BY_MESSAGE);
		HOLD = 1;
		woken_at = read_tsc();
		wake(BY_MESSAGE);
		while (envs[ENVX(spinners[0])].env_status == ENV_RUNNING)
			spin();
		CHECK(read_tsc() - woken_at <= (cpus - 1) * (slice_ns + WORK_NS));
		for (unsigned s = 1; s < cpus - 1; s++)
			CHECK(envs[ENVX(spinners[s])].env_status == ENV_RUNNING);
		HOLD = 0;
		while (!blocked(woken))
			spin();
	}
}

void
umain(int argc, char **argv)
{
	struct sched_info info;

	USED(argc);
	USED(argv);
	make_shared_page();
	require_prio(&info);
	cpus = info.cpus;
	slice_ns = info.slice_ns;
	woken = checked_fork();
	if (woken == 0)
		be_woken();
	wait_until_blocked(woken);
	CHECK_RESULT(sys_env_set_priority(woken, WOKEN), 0);
	for (unsigned i = 0; i < cpus - 1; i++)
		spinners[i] = start_spinner(SPINNER + i, spin);
	if (cpus > 1) {
		CHECK_RESULT(sys_env_set_priority(0, ABOVE), 0);
		for (enum way way = 0; way < WAYS; way++)
			check_way(way);
		check_lowest_makes_way();
	}
	CHECK_RESULT(sys_env_set_priority(0, BELOW), 0);
	for (enum way way = 0; way < BY_PRIORITY; way++)
		check_way(way);
	for (unsigned i = 0; i < cpus - 1; i++)
		CHECK_RESULT(sys_env_destroy(spinners[i]), 0);
	CHECK_RESULT(sys_env_destroy(woken), 0);
	passed();
}
