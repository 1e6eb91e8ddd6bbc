/*
 * Children that spin get CPU time by their tickets:
 *
 *   shares_hold TOLERANCE SLICES TICKETS...
 *
 * On a machine that runs for so many slices no share is off by more than
 * TOLERANCE thousandths of itself; with 0, on one CPU, by no more than a
 * slice for any two of them. Only ratios of CPU time are looked at.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#include <exo/sched.h>
#include <stdlib.h>

#define CHILDREN_MAX 16

static struct child {
	envid_t id;
	uint32_t tickets;
	uint64_t before_ns, had_ns;
	uint64_t due_ns; /* of what all had together */
	bool full;       /* due as much as one CPU can give */
} children[CHILDREN_MAX];

static unsigned count;
static uint64_t total_ns;

static void
start(const char *tickets)
{
	struct child *child = &children[count++];

	CHECK(count <= CHILDREN_MAX);
	child->tickets = (uint32_t)strtoul(tickets, NULL, 0);
	child->id = checked_fork();
	if (child->id == 0)
		for (;;)
			;
	CHECK_RESULT(sys_env_set_tickets(child->id, child->tickets), 0);
}

static uint64_t
time_of(const struct child *child)
{
	return env_time_ns(&envs[ENVX(child->id)]);
}

/* No child has more than one CPU; what it cannot use the others share by their tickets. */
static void
fill(uint32_t cpus)
{
	const uint64_t cpu_ns = total_ns / (count < cpus ? count : cpus);
	bool changed;

	do {
		uint64_t left_ns = total_ns, tickets = 0;

		changed = false;
		for (unsigned i = 0; i < count; i++)
			if (children[i].full)
				left_ns -= cpu_ns;
			else
				tickets += children[i].tickets;
		for (unsigned i = 0; i < count; i++) {
			struct child *child = &children[i];

			child->due_ns = child->full ? cpu_ns : left_ns * child->tickets / tickets;
			if (child->due_ns > cpu_ns)
				child->full = changed = true;
		}
	} while (changed);
}

static uint64_t
distance(uint64_t a, uint64_t b)
{
	return a > b ? a - b : b - a;
}

static void
check_share(const struct child *child, uint32_t tolerance)
{
	cprintf("%u tickets: %u ms, due %u ms\n", child->tickets,
		(uint32_t)(child->had_ns / 1000000), (uint32_t)(child->due_ns / 1000000));
	CHECK(distance(child->had_ns, child->due_ns) <= child->due_ns / 1000 * tolerance);
}

static void
check_pair(const struct child *a, const struct child *b, uint32_t slice_ns)
{
	const uint64_t due = (a->had_ns + b->had_ns) * a->tickets / (a->tickets + b->tickets);

	/* An interrupt is not exactly in time. */
	CHECK(distance(a->had_ns, due) <= slice_ns + slice_ns / 64);
}

void
umain(int argc, char **argv)
{
	const uint32_t tolerance = (uint32_t)strtoul(argv[1], NULL, 0);
	struct sched_info info;

	CHECK(argc > 4);
	CHECK_RESULT(sys_sched_info(&info), 0);
	for (int i = 3; i < argc; i++)
		start(argv[i]);
	for (unsigned i = 0; i < count; i++)
		children[i].before_ns = time_of(&children[i]);
	sleep_ms((uint32_t)strtoul(argv[2], NULL, 0) * (info.slice_ns / 1000000));
	for (unsigned i = 0; i < count; i++) {
		children[i].had_ns = time_of(&children[i]) - children[i].before_ns;
		total_ns += children[i].had_ns;
	}
	fill(info.cpus);
	for (unsigned i = 0; i < count; i++) {
		if (tolerance > 0)
			check_share(&children[i], tolerance);
		for (unsigned j = 0; tolerance == 0 && j < i; j++)
			check_pair(&children[i], &children[j], info.slice_ns);
	}
	for (unsigned i = 0; i < count; i++)
		CHECK_RESULT(sys_env_destroy(children[i].id), 0);
	passed();
}
