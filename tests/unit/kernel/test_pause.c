/*
 * How the CPUs are brought to a standstill, and who is still awaited. One CPU
 * runs at a time; what the others do comes while it relaxes.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <abi/types.h>
#include <kernel/atomic.h>

/* In place of the headers of what it stands on. */
#define TINE_ARCH_PAGING_H
#define TINE_KERNEL_BREAKPOINT_H
#define TINE_KERNEL_CPU_H
#define TINE_KERNEL_CPUTIME_H
#define TINE_KERNEL_RUNQUEUE_H
#define TINE_KERNEL_TIMEOUT_H
#define TINE_KERNEL_TRACE_H

#define CPUS                        3
#define MAX_CPUS                    CPUS
#define TIMEOUT_NEVER               UINT64_MAX
#define trace(event, first, second) ((void)0)

struct runqueue {
	unsigned cpu;
};

struct page_cache {
	unsigned unused;
};

struct cpu {
	unsigned index;
	bool online;
	uint32_t poll_wanted, poll_done, paused;
	uint64_t timer_ns;
	struct runqueue runqueue, *queue;
	struct page_cache pages;
};

extern struct cpu cpus[MAX_CPUS];
extern unsigned ncpus;

static unsigned running;
static void (*meanwhile)(void);
static unsigned polls_sent[CPUS];

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

static void
arch_send_poll(struct cpu *target)
{
	polls_sent[target->index]++;
}

static void
arch_relax(void)
{
	const unsigned relaxing = running;

	meanwhile();
	running = relaxing;
}

static void
runqueue_init(struct runqueue *queue, unsigned cpu)
{
	queue->cpu = cpu;
}

static void
breakpoints_follow(void)
{
}

static void
aspace_flush_local(void)
{
}

static void
page_cache_poll(struct page_cache *cache)
{
	(void)cache;
}

static void
cputime_skip(void)
{
}

void cpu_init(struct cpu *cpu, unsigned index);
void cpu_poll(void);
void cpus_request_poll_later(void);
void cpu_request_poll(struct cpu *target);
void cpus_pause(void);
bool cpu_is_awaited(const struct cpu *cpu);
void cpus_resume(void);

#include "../../../src/kernel/sched/cpu.c"

static void
begin(void)
{
	for (unsigned i = 0; i < CPUS; i++) {
		cpus[i] = (struct cpu){ .online = true };
		cpu_init(&cpus[i], i);
		polls_sent[i] = 0;
	}
	ncpus = CPUS;
	running = 0;
	pause_number = 0;
}

static void
resume(void)
{
	running = 0;
	CHECK(!cpu_is_awaited(&cpus[1]));
	cpus_resume();
}

TEST("a CPU is awaited until it stands still, and goes on when the others do")
{
	begin();
	CHECK(!cpu_is_awaited(&cpus[1]));
	cpus_pause();
	CHECK(polls_sent[0] == 0 && polls_sent[1] == 1 && polls_sent[2] == 1);
	CHECK(!cpu_is_awaited(&cpus[0]));
	CHECK(cpu_is_awaited(&cpus[1]) && cpu_is_awaited(&cpus[2]));
	meanwhile = resume;
	running = 1;
	cpu_poll();
	running = 0;
	CHECK(!cpu_is_awaited(&cpus[1]) && !cpu_is_awaited(&cpus[2]));
	running = 2;
	cpu_poll(); /* there is nothing to stop for */
}

static void
resume_and_pause_again(void)
{
	resume();
	cpus_pause();
	CHECK(cpu_is_awaited(&cpus[1])); /* it has not seen that it may go on */
}

TEST("who stands still since an earlier pause goes on, and is awaited until it has stopped anew")
{
	begin();
	cpus_pause();
	meanwhile = resume_and_pause_again;
	running = 1;
	cpu_poll();
	CHECK(cpu_is_awaited(&cpus[1]));
	meanwhile = resume;
	cpu_poll();
	CHECK(!cpu_is_awaited(&cpus[1]));
}

TEST("who asks for a standstill does not stop for it, and who does not take part is not awaited")
{
	begin();
	cpus[2].online = false;
	cpus_pause();
	cpu_poll();
	CHECK(polls_sent[2] == 0 && !cpu_is_awaited(&cpus[2]));
	cpus_resume();
}
