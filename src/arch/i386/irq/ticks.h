/*
 * The time-stamp counter, for measuring how long something took.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_IRQ_TICKS_H
#define TINE_I386_IRQ_TICKS_H

#include <stdint.h>

#define TICK_SHIFT 24

extern uint32_t tick_ns; /* nanoseconds to a tick, times 2^TICK_SHIFT; fixed by clock_init */

static inline uint32_t
clock_ticks(void)
{
	uint32_t low;

	__asm__ volatile("rdtsc" : "=a"(low) : : "edx");
	return low;
}

static inline uint32_t
clock_ticks_ns(uint32_t ticks)
{
	return (uint32_t)((uint64_t)ticks * tick_ns >> TICK_SHIFT);
}

#endif
