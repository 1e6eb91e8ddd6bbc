/*
 * The CPUs, and how they get each other's attention.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/cpu.h>

#include <arch/clock.h>
#include <arch/paging.h>
#include <kernel/atomic.h>
#include <kernel/breakpoint.h>
#include <kernel/cputime.h>
#include <kernel/runqueue.h>
#include <kernel/timeout.h>
#include <kernel/trace.h>

#define PAUSE_TIMEOUT_NS 100000000ull

struct cpu cpus[MAX_CPUS];
unsigned ncpus = 1;

/* Letters: a atomic. */
static bool pause_wanted;    /* a */
static unsigned paused_cpus; /* a */
static int pausing_cpu = -1; /* a: who wants it; does not stop for itself */

void
cpu_init(struct cpu *cpu, unsigned index)
{
	cpu->index = index;
	runqueue_init(&cpu->runqueue, index);
	cpu->queue = &cpu->runqueue;
	cpu->timer_ns = TIMEOUT_NEVER;
}

void
cpu_poll(void)
{
	struct cpu *self = this_cpu();
	uint32_t wanted;

	if (atomic_load(&pause_wanted) && atomic_load(&pausing_cpu) != (int)self->index) {
		atomic_fetch_add(&paused_cpus, 1);
		while (atomic_load(&pause_wanted))
			arch_relax();
		cputime_skip();
		atomic_fetch_add(&paused_cpus, -1u);
	}
	/* Now, because the monitor may have wanted it. */
	wanted = atomic_load(&self->poll_wanted);
	if (wanted != self->poll_done) {
		breakpoints_follow();
		aspace_flush_local();
		page_cache_poll(&self->pages);
		atomic_store_full(&self->poll_done, wanted);
	}
}

void
cpus_request_poll_later(void)
{
	for (unsigned i = 0; i < ncpus; i++) {
		if (i != cpu_index() && atomic_load(&cpus[i].online)) {
			atomic_fetch_add(&cpus[i].poll_wanted, 1);
			arch_send_poll(&cpus[i]);
		}
	}
}

void
cpu_request_poll(struct cpu *target)
{
	const uint32_t request = atomic_fetch_add(&target->poll_wanted, 1) + 1;

	trace(TRACE_POLL, target->index, 0);
	arch_send_poll(target);
	while ((int32_t)(atomic_load(&target->poll_done) - request) < 0) {
		cpu_poll();
		arch_relax();
	}
}

void
cpus_pause(void)
{
	const uint64_t give_up_ns = clock_now_ns() + PAUSE_TIMEOUT_NS;
	unsigned others = 0;

	/* From the last time there may be some who are on their way out. */
	while (atomic_load(&paused_cpus) > 0 && clock_now_ns() < give_up_ns)
		arch_relax();
	atomic_store(&pausing_cpu, (int)cpu_index());
	atomic_store_full(&pause_wanted, true);
	for (unsigned i = 0; i < ncpus; i++) {
		if (i != cpu_index() && atomic_load(&cpus[i].online)) {
			arch_send_poll(&cpus[i]);
			others++;
		}
	}
	while (atomic_load(&paused_cpus) < others && clock_now_ns() < give_up_ns)
		arch_relax();
}

void
cpus_resume(void)
{
	atomic_store_full(&pause_wanted, false);
	cputime_skip();
}
