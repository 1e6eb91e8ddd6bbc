/*
 * Children get as much as they have tickets for: those that spin CPU time,
 * those that yield all the time turns.
 *
 *   shares_hold time TOLERANCE SLICES TICKETS...
 *   shares_hold turns TOLERANCE TURNS TICKETS...
 *
 * After so many slices, or turns of all together, no share is off by more
 * than TOLERANCE thousandths of itself; with 0, on one CPU, by no more than
 * three standard deviations of the draws under lottery, and a slice for any two
 * of them under stride. Only ratios are looked at.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#include <exo/sched.h>
#include <stdlib.h>

#define CHILDREN_MAX 16

/* In nanoseconds, or in turns. */
static struct child {
	envid_t id;
	uint32_t tickets;
	uint64_t before, had;
	uint64_t due; /* of what all had together */
	bool full;    /* due as much as one CPU can give */
} children[CHILDREN_MAX];

static bool in_turns;
static unsigned count;
static uint64_t total;

static void
start(const char *tickets)
{
	struct child *child = &children[count++];

	CHECK(count <= CHILDREN_MAX);
	child->tickets = (uint32_t)strtoul(tickets, NULL, 0);
	child->id = checked_fork();
	if (child->id == 0)
		for (;;)
			if (in_turns)
				sys_yield();
	CHECK_RESULT(sys_env_set_tickets(child->id, child->tickets), 0);
}

static uint64_t
amount_of(const struct child *child)
{
	const volatile struct Env *env = &envs[ENVX(child->id)];

	return in_turns ? env->env_runs : env_time_ns(env);
}

/* What each has had since before; returns what all have. */
static uint64_t
measure(void)
{
	total = 0;
	for (unsigned i = 0; i < count; i++) {
		children[i].had = amount_of(&children[i]) - children[i].before;
		total += children[i].had;
	}
	return total;
}

/* No child has more than one CPU; what it cannot use the others share by their tickets. */
static void
fill(uint32_t cpus)
{
	const uint64_t one_cpu = total / (count < cpus ? count : cpus);
	bool changed;

	do {
		uint64_t left = total, tickets = 0;

		changed = false;
		for (unsigned i = 0; i < count; i++)
			if (children[i].full)
				left -= one_cpu;
			else
				tickets += children[i].tickets;
		for (unsigned i = 0; i < count; i++) {
			struct child *child = &children[i];

			child->due = child->full ? one_cpu : left * child->tickets / tickets;
			if (child->due > one_cpu)
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
	CHECK(distance(child->had, child->due) * 1000 <= child->due * tolerance);
}

/* Of n draws with probability p the variance is n * p * (1 - p). */
static void
check_deviation(const struct child *child, uint32_t slice_ns)
{
	const uint32_t draw = in_turns ? 1 : slice_ns;
	const uint64_t off = distance(child->had, child->due) / draw;
	const uint64_t due = child->due / draw, draws = total / draw;

	CHECK(off * off * draws <= 9 * due * (draws - due));
}

static void
check_pair(const struct child *a, const struct child *b, uint32_t slice_ns)
{
	const uint64_t due = (a->had + b->had) * a->tickets / (a->tickets + b->tickets);

	/* An interrupt is not exactly in time. */
	CHECK(distance(a->had, due) <= slice_ns + slice_ns / 64);
}

void
umain(int argc, char **argv)
{
	struct sched_info info;
	uint32_t tolerance, length;

	CHECK(argc > 4);
	in_turns = strcmp(argv[1], "turns") == 0;
	tolerance = (uint32_t)strtoul(argv[2], NULL, 0);
	length = (uint32_t)strtoul(argv[3], NULL, 0);
	CHECK_RESULT(sys_sched_info(&info), 0);
	CHECK_RESULT(sys_env_set_bound(0, 1), 0); /* that nobody spins on if a check fails */
	for (int i = 4; i < argc; i++)
		start(argv[i]);
	for (unsigned i = 0; i < count; i++)
		children[i].before = amount_of(&children[i]);
	do
		sleep_ms((in_turns ? 1 : length) * (info.slice_ns / 1000000));
	while (measure() < length);
	fill(info.cpus);
	for (unsigned i = 0; i < count; i++) {
		const struct child *child = &children[i];

		cprintf("%u tickets: %llu, due %llu\n", child->tickets, child->had, child->due);
		if (tolerance > 0)
			check_share(child, tolerance);
		else if (strcmp(info.policy, "lottery") == 0)
			check_deviation(child, info.slice_ns);
		for (unsigned j = 0; tolerance == 0 && strcmp(info.policy, "stride") == 0 && j < i;
		     j++)
			check_pair(child, &children[j], info.slice_ns);
	}
	for (unsigned i = 0; i < count; i++)
		CHECK_RESULT(sys_env_destroy(children[i].id), 0);
	passed();
}
