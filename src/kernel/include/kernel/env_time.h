/*
 * Adding to the CPU time in an environment's public half.
 *
 * The sum has 64 bits, which a program cannot read at once. The high word is
 * written before and after the low one; who reads the three in the opposite
 * order and finds both alike has a sum that was true: see <exo/sched.h>.
 *
 * Source: Lamport, "Concurrent Reading and Writing", CACM 20(11), 1977.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_ENV_TIME_H
#define TINE_KERNEL_ENV_TIME_H

#include <abi/env.h>
#include <kernel/atomic.h>

/* Only one CPU at a time may add for an environment. */
static inline void
env_time_add(struct Env *public, uint32_t ns)
{
	uint32_t low;
	const bool carry = __builtin_add_overflow(public->env_time_low, ns, &low);
	const uint32_t high = public->env_time_high + carry;

	if (!carry) {
		atomic_store(&public->env_time_low, low);
		return;
	}
	atomic_store(&public->env_time_high, high);
	atomic_store(&public->env_time_low, low);
	atomic_store(&public->env_time_high_again, high);
}

#endif
