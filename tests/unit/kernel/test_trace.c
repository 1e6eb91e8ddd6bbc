/*
 * The walk through the rings of several CPUs.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <kernel/trace.h>

#define CPUS 4

static struct trace_record records[CPUS][TRACE_RECORDS];
static struct trace_ring rings[CPUS];
static struct trace_walk walk;

static const struct trace_filter any = { .event = -1 };

static void
empty(void)
{
	for (unsigned i = 0; i < CPUS; i++)
		rings[i] = (struct trace_ring){ .records = records[i] };
}

static void
add(unsigned cpu, uint64_t time_ns, enum trace_event event, envid_t env)
{
	struct trace_ring *ring = &rings[cpu];

	records[cpu][ring->written++ % TRACE_RECORDS] = (struct trace_record){
		.time_ns = time_ns,
		.cpu = (uint16_t)cpu,
		.event = (uint16_t)event,
		.env = env,
	};
}

/* Are the records the walk gives those of these times, and no more? */
static bool
gives(const uint64_t *times, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		const struct trace_record *record = trace_walk_next(&walk);

		if (record == NULL || record->time_ns != times[i])
			return false;
	}
	return trace_walk_next(&walk) == NULL;
}

TEST("records of several CPUs come by time, the last that are wanted")
{
	empty();
	add(2, 10, TRACE_CALL, 1);
	add(0, 20, TRACE_CALL, 1);
	add(2, 30, TRACE_CALL, 1);
	add(3, 40, TRACE_CALL, 1);
	add(0, 50, TRACE_CALL, 1);
	trace_walk_begin(&walk, rings, CPUS, any, 3);
	CHECK(gives((uint64_t[]){ 30, 40, 50 }, 3));
	trace_walk_begin(&walk, rings, CPUS, any, 100);
	CHECK(gives((uint64_t[]){ 10, 20, 30, 40, 50 }, 5));
	trace_walk_begin(&walk, rings, CPUS, any, 0);
	CHECK(gives(NULL, 0));
}

TEST("records of one time come by CPU, however many are wanted")
{
	empty();
	add(1, 5, TRACE_CALL, 1);
	add(0, 5, TRACE_CALL, 1);
	add(0, 5, TRACE_CALL, 1);
	trace_walk_begin(&walk, rings, CPUS, any, 2);
	CHECK_EQ(trace_walk_next(&walk)->cpu, 0);
	CHECK_EQ(trace_walk_next(&walk)->cpu, 1);
	CHECK(trace_walk_next(&walk) == NULL);
}

TEST("a full ring gives all but the oldest, which may be half overwritten")
{
	empty();
	for (unsigned i = 0; i < 3 * TRACE_RECORDS; i++)
		add(1, 100 + i, TRACE_CALL, 1);
	add(0, 100 + 2 * TRACE_RECORDS, TRACE_CALL, 1);
	trace_walk_begin(&walk, rings, CPUS, any, UINT32_MAX);
	CHECK_EQ(trace_walk_next(&walk)->cpu, 0);
	for (unsigned i = 1; i < TRACE_RECORDS; i++)
		CHECK_EQ(trace_walk_next(&walk)->time_ns, 100 + 2 * TRACE_RECORDS + i);
	CHECK(trace_walk_next(&walk) == NULL);
}

TEST("only records that are wanted are counted and given")
{
	empty();
	add(0, 1, TRACE_CALL, 7);
	add(1, 2, TRACE_CALL, 7);
	add(2, 3, TRACE_FAULT, 7);
	add(3, 4, TRACE_CALL, 8);
	add(0, 5, TRACE_CALL, 7);
	trace_walk_begin(&walk, rings, CPUS, (struct trace_filter){ 7, TRACE_CALL }, 2);
	CHECK(gives((uint64_t[]){ 2, 5 }, 2));
	trace_walk_begin(&walk, rings, CPUS, (struct trace_filter){ 8, -1 }, 2);
	CHECK(gives((uint64_t[]){ 4 }, 1));
	trace_walk_begin(&walk, rings, CPUS, (struct trace_filter){ 0, TRACE_FAULT }, 2);
	CHECK(gives((uint64_t[]){ 3 }, 1));
}

TEST("a CPU without a ring has no records")
{
	empty();
	rings[0].records = NULL;
	add(1, 2, TRACE_CALL, 7);
	trace_walk_begin(&walk, rings, CPUS, any, 2);
	CHECK(gives((uint64_t[]){ 2 }, 1));
}
