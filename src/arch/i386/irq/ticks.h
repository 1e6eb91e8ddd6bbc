/*
 * The time-stamp counter, for measuring how long something took.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_IRQ_TICKS_H
#define TINE_I386_IRQ_TICKS_H

#include <i386/cpu/io.h>
#include <i386/irq/scale.h>

extern struct scale ticks_to_ns; /* fixed by clock_init */

static inline uint32_t
clock_ticks(void)
{
	return (uint32_t)rdtsc();
}

static inline uint32_t
clock_ticks_ns(uint32_t ticks)
{
	return (uint32_t)((uint64_t)ticks * ticks_to_ns.multiplier >> ticks_to_ns.shift);
}

#endif
