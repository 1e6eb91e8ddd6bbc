/*
 * The clock's arithmetic, against division with twice as many bits.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <i386/irq/scale.h>
#include <stdlib.h>

__extension__ typedef unsigned __int128 wide_t;

#define NS_PER_SECOND 1000000000u

static const uint64_t frequencies_hz[] = {
	1000,       3579545,    25000000,   100000000,  999999999,  1000000000,
	1000000001, 2893437500, 4294967295, 4294967296, 5800000000,
};

#define FREQUENCIES (sizeof(frequencies_hz) / sizeof(frequencies_hz[0]))

TEST("one instruction per nanosecond is told exactly")
{
	struct scale scale = scale_make(NS_PER_SECOND, NS_PER_SECOND);

	CHECK_EQ(scale_apply(&scale, 0), 0);
	CHECK_EQ(scale_apply(&scale, 1), 1);
	CHECK_EQ(scale_apply(&scale, 0x123456789abcdef0), 0x123456789abcdef0);
	CHECK_EQ(scale_apply(&scale, UINT64_MAX), UINT64_MAX);
}

TEST("a ratio is off by less than one in 2^29, and never upwards")
{
	for (size_t i = 0; i < FREQUENCIES; i++) {
		struct scale scale = scale_make(NS_PER_SECOND, frequencies_hz[i]);
		uint64_t hour = frequencies_hz[i] * 3600, ns = scale_apply(&scale, hour);

		CHECK(ns <= 3600ull * NS_PER_SECOND);
		CHECK(3600ull * NS_PER_SECOND - ns < (3600ull * NS_PER_SECOND >> 29) + 1);
	}
}

TEST("the product is the exact one, rounded down, for all 64 bits of ticks")
{
	srand(1);
	for (size_t i = 0; i < FREQUENCIES; i++) {
		struct scale scale = scale_make(NS_PER_SECOND, frequencies_hz[i]);

		for (unsigned n = 0; n < 10000; n++) {
			uint64_t ticks =
				((uint64_t)rand() << 33 ^ (uint64_t)rand() << 11 ^ rand()) >>
				rand() % 64;
			wide_t exact = (wide_t)ticks * scale.multiplier >> scale.shift;

			CHECK_EQ(scale_apply(&scale, ticks), (uint64_t)exact);
		}
	}
}

TEST("a frequency of zero on the far side gives zero")
{
	struct scale scale = scale_make(0, NS_PER_SECOND);

	CHECK_EQ(scale_apply(&scale, UINT64_MAX), 0);
}
