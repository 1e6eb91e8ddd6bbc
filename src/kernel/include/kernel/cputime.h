/*
 * What each environment has had of the CPUs: struct Env's env_time_*.
 *
 * A CPU looks at its counter when its current environment changes or its
 * timer interrupts. The time since it last did belongs to whoever was
 * current, with what the kernel did for it, and interrupts.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_CPUTIME_H
#define TINE_KERNEL_CPUTIME_H

#include <arch/clock.h>
#include <kernel/env.h>
#include <kernel/env_time.h>

/* Nanoseconds between that and an earlier reading, ticks. */
static inline uint32_t
cputime_since(uint32_t ticks)
{
	return clock_ticks_ns(this_cpu()->ticks - ticks);
}

/*
 * Charge this CPU's current environment; before another, or none, takes its
 * place. Returns the nanoseconds that it has run since it was last charged.
 */
static inline uint32_t
cputime_charge_to(struct cpu *self, struct env *current)
{
	const uint32_t last = self->ticks;
	uint32_t ran_ns;

	self->ticks = clock_ticks();
	ran_ns = clock_ticks_ns(self->ticks - last);
	env_time_add(current->public, ran_ns);
	return ran_ns;
}
static inline uint32_t
cputime_charge(void)
{
	return cputime_charge_to(this_cpu(), this_cpu()->current);
}

/*
 * The time since the last look is nobody's: spent in idle sleep, on taking
 * something apart, or standing still for the monitor.
 */
static inline void
cputime_skip(void)
{
	this_cpu()->ticks = clock_ticks();
}

#endif
