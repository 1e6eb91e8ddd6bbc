/*
 * When idle CPUs are woken: the scheduler itself, on a machine of three CPUs
 * that exists only here. CPU 0 runs somebody, the others are idle.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <abi/types.h>
#include <kernel/atomic.h>
#include <kernel/policy.h>
#include <string.h>

/* In place of the headers of what the scheduler stands on. */
#define TINE_ARCH_CLOCK_H
#define TINE_KERNEL_CONSOLE_H
#define TINE_KERNEL_CPU_H
#define TINE_KERNEL_ENV_H
#define TINE_KERNEL_HANDOVER_H
#define TINE_KERNEL_LINE_H
#define TINE_KERNEL_MONITOR_H
#define TINE_KERNEL_RUNQUEUE_H
#define TINE_KERNEL_TIMEOUT_H

#define CPUS          3
#define MAX_CPUS      32
#define TIMEOUT_NEVER UINT64_MAX

struct env {
	uint32_t requests;
};

struct runqueue {
	unsigned length;
};

struct cpu {
	unsigned index;
	bool online;
	struct env *current;
	uint32_t ticks, slice_start;
	uint64_t timer_ns;
	bool offers;
	uint32_t wakes;
	struct runqueue *queue;
	struct runqueue runqueue;
	/* For the test. */
	uint64_t armed_ns,
		asleep_until_ns; /* when its timer goes off; the same when it fell asleep */
	unsigned armed;          /* how often it was set */
	unsigned woken;          /* how often others have woken it */
};

static struct cpu cpus[CPUS];
static unsigned ncpus = CPUS, running;
static uint64_t time_ns, sleep_ends_ns = TIMEOUT_NEVER;
static struct env somebody;
static const struct sched_order *sched_order;
static const bool console_monitor_requested;

static struct cpu *
this_cpu(void)
{
	return &cpus[running];
}

static unsigned
cpu_index(void)
{
	return running;
}

static uint64_t
clock_now_ns(void)
{
	return time_ns;
}

static void
timer_arm_ns(uint64_t delay_ns)
{
	this_cpu()->armed_ns = time_ns + delay_ns;
	this_cpu()->armed++;
}

static void
timer_disarm(void)
{
	this_cpu()->armed_ns = TIMEOUT_NEVER;
}

static void
arch_send_reschedule(struct cpu *target)
{
	target->woken++;
}

static void
arch_idle(void)
{
	this_cpu()->asleep_until_ns = this_cpu()->armed_ns;
}

static bool
runqueue_waits(void)
{
	return this_cpu()->queue->length > 0;
}

static bool
runqueue_any_waits(void)
{
	unsigned length = 0;

	for (unsigned i = 0; i < CPUS; i++)
		length += cpus[i].runqueue.length;
	return length > 0;
}

static void
runqueue_put(struct env *env, enum sched_arrival arrival)
{
	(void)env;
	(void)arrival;
	this_cpu()->queue->length++;
}

static struct env *
runqueue_take(void)
{
	struct cpu *self = this_cpu();

	if (self->queue->length == 0)
		return NULL;
	self->queue->length--;
	return &somebody;
}

#include <kernel/sched.h>

/* What the scheduler asks of the rest of the kernel; little of it happens here. */
static unsigned
env_status(const struct env *env)
{
	return env == &somebody ? ENV_RUNNING : ENV_DYING;
}

static uint64_t
timeout_next(void)
{
	return sleep_ends_ns;
}

static uint32_t
cputime_since(uint32_t ticks)
{
	return this_cpu()->ticks - ticks;
}

static uint32_t
cputime_charge(void)
{
	const uint32_t last = this_cpu()->ticks;

	this_cpu()->ticks = (uint32_t)time_ns;
	return this_cpu()->ticks - last;
}

static void
cputime_skip(void)
{
	this_cpu()->ticks = (uint32_t)time_ns;
}

static struct env *
runqueue_exchange(struct env *env, enum sched_arrival arrival, bool yields, uint32_t ran_ns)
{
	(void)arrival, (void)yields, (void)ran_ns;
	return env;
}

static bool
runqueue_run_on(struct env *env, uint32_t ran_ns)
{
	(void)env, (void)ran_ns;
	return true;
}

#define timeout_expire(now)            ((void)(now))
#define runqueue_steal()               ((struct env *)NULL)
#define runqueue_start(env)            ((void)(env))
#define runqueue_leave(env, ran_ns)    ((void)(env), (void)(ran_ns))
#define env_set_status(env, status)    ((void)(env), (void)(status))
#define env_reap(env)                  ((void)(env))
#define env_handle_requests(env)       ((void)(env))
#define handover_lock_first(self)      ((void)(self), (struct env *)NULL)
#define handover_put_last(self, env)   ((void)(self), (void)(env))
#define handover_leave(env)            ((void)(env))
#define cputime_charge_to(self, env)   ((void)(env))
#define sched_short_ways_closed()      true
#define handover_run_first(self, a, b) ((void)(b))
#define console_has_waiters()          true
#define lines_claimed()                false
#define monitor_on_request()           ((void)0)
#define nothing_left_to_run()          ((void)0)
#define switch_away()                  ((void)0)
#define switch_to(env)                 ((void)(env))
#define kernel_lock()                  ((void)0)
#define kernel_unlock()                ((void)0)

#include "../../../src/kernel/sched/sched.c"

#define OFFER_AT (1000000000 + OFFER_NS)

static void
begin(void)
{
	memset(idle_cpus, 0, sizeof(idle_cpus));
	sched_idle_count = 0;
	sched_order = NULL;
	time_ns = 1000000000;
	running = 0;
	for (unsigned i = 0; i < CPUS; i++) {
		cpus[i] = (struct cpu){ .index = i, .online = true, .timer_ns = TIMEOUT_NEVER };
		cpus[i].queue = &cpus[i].runqueue;
	}
	cpus[0].current = &somebody;
	start_clock();
	cpus[0].armed = 0;
	set_idle(1);
	set_idle(2);
}

static unsigned
woken(void)
{
	return cpus[1].woken + cpus[2].woken;
}

TEST("who is made ready wakes nobody at first, but has the timer set once")
{
	begin();
	sched_enqueue(&somebody);
	time_ns += OFFER_NS / 2;
	sched_enqueue(&somebody);
	CHECK_EQ(woken(), 0);
	CHECK_EQ(cpus[0].armed, 1);
	CHECK_EQ(cpus[0].armed_ns, OFFER_AT);
}

TEST("with no CPU idle, or one CPU, the timer is left alone")
{
	begin();
	clear_idle(1);
	clear_idle(2);
	sched_enqueue(&somebody);
	CHECK_EQ(cpus[0].armed, 0);
}

TEST("who waits still when the timer goes off has a CPU woken, and the next has another")
{
	begin();
	sched_enqueue(&somebody);
	sched_enqueue(&somebody);
	time_ns = OFFER_AT;
	sched_tick();
	CHECK_EQ(woken(), 1);
	CHECK_EQ(cpus[0].armed_ns, OFFER_AT + OFFER_NS);
	time_ns += OFFER_NS;
	sched_tick();
	CHECK_EQ(cpus[1].woken, 1);
	CHECK_EQ(cpus[2].woken, 1);
	CHECK_EQ(cpus[0].wakes, 2);
	/* Nobody is idle any more: the end of the slice is next. */
	CHECK_EQ(cpus[0].armed_ns, 1000000000 + SLICE_NS);
	time_ns += OFFER_NS;
	sched_enqueue(&somebody);
	CHECK_EQ(cpus[0].armed_ns, 1000000000 + SLICE_NS);
}

TEST("who has had a turn meanwhile has nobody woken")
{
	begin();
	sched_enqueue(&somebody);
	runqueue_take();
	time_ns = OFFER_AT;
	sched_tick();
	CHECK_EQ(woken(), 0);
	CHECK_EQ(cpus[0].armed_ns, 1000000000 + SLICE_NS);
	/* And the next one that is made ready is offered again. */
	sched_enqueue(&somebody);
	CHECK_EQ(cpus[0].armed_ns, OFFER_AT + OFFER_NS);
}

TEST("an interrupt offers at once what it made ready, but not the one for an idle CPU itself")
{
	begin();
	sched_enqueue(&somebody);
	sched_offer();
	CHECK_EQ(woken(), 1);
	begin();
	cpus[0].current = NULL;
	sched_enqueue(&somebody);
	sched_offer();
	CHECK_EQ(woken(), 0);
	sched_enqueue(&somebody);
	sched_offer();
	CHECK_EQ(woken(), 1);
}

TEST("a policy that orders the machine lets nobody wait while a CPU is idle")
{
	static const struct sched_order order;

	begin();
	sched_order = &order;
	sched_enqueue(&somebody);
	CHECK_EQ(woken(), 1);
	CHECK_EQ(cpus[0].armed, 0);
}

TEST("a CPU that falls asleep leaves its timer set unless a sleep ends earlier, and then sets none")
{
	begin();
	running = 1;
	start_clock();
	time_ns += 1000;
	idle();
	CHECK_EQ(cpus[1].armed, 1);
	CHECK_EQ(cpus[1].asleep_until_ns, 1000000000 + SLICE_NS);
	sleep_ends_ns = time_ns + 5000;
	idle();
	CHECK_EQ(cpus[1].asleep_until_ns, sleep_ends_ns);
	sleep_ends_ns = TIMEOUT_NEVER;
	sched_tick();
	idle();
	CHECK_EQ(cpus[1].asleep_until_ns, TIMEOUT_NEVER);
	CHECK_EQ(cpus[1].armed, 2);
}
