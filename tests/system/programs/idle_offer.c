/*
 * Who waits in a busy CPU's queue is taken over by an idle one after half a
 * millisecond; who has its turn before that is not. Needs a machine that
 * counts instructions, of two CPUs, and round robin.
 *
 *	idle_offer short	children that their parent soon waits for
 *	idle_offer long		children whose parent goes on
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#include <inc/x86.h>

#define CHILDREN 200

/* OFFER_NS of the kernel, and as much as the moment counts from which it is; a slice is 10 ms. */
#define OFFER_NS 500000
#define ABOUT_NS 100000

/* In the shared page: when the last child ran, and where. */
#define RAN_AT (*(volatile uint64_t *)&SHARED[0])
#define RAN_ON (SHARED[2])

/* With a whole slice before the parent, and all other CPUs idle. */
static envid_t
start_child(void)
{
	envid_t child;

	sleep_ms(1);
	RAN_AT = 0;
	child = checked_fork();
	if (child == 0) {
		RAN_ON = (uint32_t)thisenv->env_cpunum;
		RAN_AT = read_tsc();
		exit();
	}
	return child;
}

static void
run_short(void)
{
	for (unsigned i = 0; i < CHILDREN; i++) {
		wait(start_child());
		CHECK(RAN_AT != 0);
		CHECK_RESULT((int)RAN_ON, thisenv->env_cpunum);
	}
}

static void
run_long(void)
{
	for (unsigned i = 0; i < CHILDREN; i++) {
		const envid_t child = start_child();
		const uint64_t ready_at = read_tsc();

		/* The instruction at which QEMU turns to another CPU. */
		while (RAN_AT == 0)
			__asm__ volatile("pause");
		CHECK((int)RAN_ON != thisenv->env_cpunum);
		CHECK(RAN_AT - ready_at >= OFFER_NS - ABOUT_NS);
		CHECK(RAN_AT - ready_at <= OFFER_NS + ABOUT_NS);
		wait(child);
	}
}

void
umain(int argc, char **argv)
{
	make_shared_page();
	if (argc > 1 && strcmp(argv[1], "long") == 0)
		run_long();
	else
		run_short();
	passed();
}
