/*
 * What an environment has had of the CPUs.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_EXO_SCHED_H
#define TINE_EXO_SCHED_H

#include <abi/env.h>

/*
 * CPU time of env in nanoseconds, up to when it last gave up a CPU or was
 * interrupted at the end of a slice, at most about 10 ms ago.
 *
 * The kernel writes high, low and high_again in this order. Read the other
 * way round, with both alike, they are one sum: no high word was written
 * between, so low belongs to it.
 */
static inline uint64_t
env_time_ns(const volatile struct Env *env)
{
	uint32_t high, low, high_again;

	do {
		high_again = env->env_time_high_again;
		low = env->env_time_low;
		high = env->env_time_high;
	} while (high != high_again);
	return (uint64_t)high << 32 | low;
}

#endif
