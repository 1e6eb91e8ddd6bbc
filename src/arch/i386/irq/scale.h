/*
 * Multiplication by a fixed ratio of two frequencies, without a division.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_IRQ_SCALE_H
#define TINE_I386_IRQ_SCALE_H

#include <stdint.h>

/* The ratio is multiplier / 2^shift; shift is at most 32. */
struct scale {
	uint32_t multiplier;
	unsigned shift;
};

/* The ratio to_hz / from_hz, rounded down, to 30 bits unless it is below a quarter. */
static inline struct scale
scale_make(uint32_t to_hz, uint64_t from_hz)
{
	unsigned shift = 32;

	while (((uint64_t)to_hz << shift) / from_hz > UINT32_MAX)
		shift--;
	return (struct scale){ .multiplier = ((uint64_t)to_hz << shift) / from_hz, .shift = shift };
}

/* value times the ratio, rounded down; of a result with more than 64 bits, the low 64. */
static inline uint64_t
scale_apply(const struct scale *scale, uint64_t value)
{
	uint64_t low = (value & UINT32_MAX) * scale->multiplier;
	uint64_t high = (value >> 32) * scale->multiplier;

	/* value * multiplier is high * 2^32 + low. */
	return (high << (32 - scale->shift)) + (low >> scale->shift);
}

#endif
