/*
 * Recording what happens: see <kernel/trace.h>.
 *
 * While tracing is off a system call costs nothing more: the table that calls
 * go through has the handlers, and is filled with one function that records
 * and goes on when it is switched on.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/trace.h>

#include <arch/clock.h>
#include <arch/paging.h>
#include <kernel/atomic.h>
#include <kernel/breakpoint.h>
#include <kernel/env.h>
#include <kernel/runqueue.h>
#include <kernel/syscall.h>

struct trace_ring trace_rings[MAX_CPUS];
bool tracing;

void
trace_init(void)
{
	for (unsigned i = 0; i < ncpus; i++) {
		const pageno_t page = page_alloc_low();

		trace_rings[i].records = page == PAGE_NONE ? NULL : page_low(page);
	}
}

void
trace_always(enum trace_event event, uint32_t first, uint32_t second)
{
	const struct cpu *self = this_cpu();
	struct trace_ring *ring = &trace_rings[self->index];

	if (ring->records == NULL)
		return;
	ring->records[ring->written % TRACE_RECORDS] = (struct trace_record){
		.time_ns = clock_now_ns(),
		.cpu = (uint16_t)self->index,
		.event = (uint16_t)event,
		.env = self->current != NULL ? env_id(self->current) : 0,
		.words = { first, second },
	};
	atomic_store(&ring->written, ring->written + 1);
}

void
trace_call(uint32_t number, uint32_t first)
{
	trace_always(TRACE_CALL, number, first);
}

void
trace_result(const struct env *caller, uint32_t number, int32_t result)
{
	if (this_cpu()->current == caller && result != SYSCALL_AGAIN)
		trace_always(TRACE_RESULT, number, (uint32_t)result);
}

void
trace_change(const struct env *old, const struct env *env)
{
	trace_always(TRACE_SWITCH, old != NULL ? (uint32_t)env_id(old) : 0, (uint32_t)env_id(env));
}

void
trace_set(bool on)
{
	tracing = on;
	traps_watched = on || stepping != 0;
	runqueue_set_short_ways(!on);
	for (unsigned i = 0; i < NSYSCALLS; i++)
		syscall_table[i] = on ? syscall_traced : syscall_handlers[i];
}
