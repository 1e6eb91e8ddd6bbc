/*
 * The CPUs, and how they get each other's attention.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/cpu.h>

#include <arch/paging.h>
#include <kernel/assert.h>
#include <kernel/atomic.h>
#include <kernel/breakpoint.h>
#include <kernel/cputime.h>
#include <kernel/runqueue.h>
#include <kernel/timeout.h>
#include <kernel/trace.h>

struct cpu cpus[MAX_CPUS];
unsigned ncpus = 1;

/* Letters: a atomic. */
static uint32_t pause_number; /* a: odd while one CPU wants the others to stand still, */
static unsigned pausing_cpu;  /* a: and this is it */

void
cpu_init(struct cpu *cpu, unsigned index)
{
	cpu->index = index;
	runqueue_init(&cpu->runqueue, index);
	cpu->queue = &cpu->runqueue;
	cpu->timer_ns = TIMEOUT_NEVER;
}

/* Is it one of those that are to stand still? */
static bool
is_wanted_still(const struct cpu *cpu)
{
	return atomic_load(&pause_number) % 2 != 0 && cpu->index != atomic_load(&pausing_cpu);
}

void
cpu_poll(void)
{
	struct cpu *self = this_cpu();
	uint32_t wanted;

	if (is_wanted_still(self)) {
		const uint32_t pause = atomic_load(&pause_number);

		atomic_store(&self->paused, pause);
		while (atomic_load(&pause_number) == pause)
			arch_relax();
		cputime_skip();
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
	assert(pause_number % 2 == 0);
	atomic_store(&pausing_cpu, cpu_index());
	atomic_store_full(&pause_number, pause_number + 1);
	for (unsigned i = 0; i < ncpus; i++)
		if (i != cpu_index() && atomic_load(&cpus[i].online))
			arch_send_poll(&cpus[i]);
}

bool
cpu_is_awaited(const struct cpu *cpu)
{
	return is_wanted_still(cpu) && atomic_load(&cpu->online) &&
	       atomic_load(&cpu->paused) != atomic_load(&pause_number);
}

void
cpus_resume(void)
{
	atomic_store_full(&pause_number, pause_number + 1);
	cputime_skip();
}
