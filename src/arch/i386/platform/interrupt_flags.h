/*
 * The flags of an interrupt, which the MADT has taken over from the MP table:
 * two bits of polarity, two of trigger mode, each 0 where it is as usual for
 * the bus. On ISA that is active high and edge.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_PLATFORM_INTERRUPT_FLAGS_H
#define TINE_I386_PLATFORM_INTERRUPT_FLAGS_H

#include <stdbool.h>
#include <stdint.h>

static inline bool
interrupt_active_low(uint16_t flags)
{
	return (flags & 0x3) == 0x3;
}

static inline bool
interrupt_level_triggered(uint16_t flags)
{
	return (flags & 0xC) == 0xC;
}

#endif
