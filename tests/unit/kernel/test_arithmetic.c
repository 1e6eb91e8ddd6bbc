/*
 * The kernel's division of 64-bit numbers and counting of bits, against this machine's.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#define __udivmoddi4  kernel_divide_with_rest
#define __udivdi3     kernel_divide
#define __popcountsi2 kernel_count_bits
#include <i386/cpu/arithmetic.c>

static const uint64_t numbers[] = {
	0,           1,           2,           3,           10,
	1000000000,  0x7fffffff,  0x80000000,  0xfffffffe,  0xffffffff,
	0x100000000, 0x100000001, 0x1ffffffff, 0x200000000, 5800000000,
	1ull << 62,  1ull << 63,  ~0ull >> 1,  ~0ull - 1,   0x123456789abcdef0,
	~0ull,
};

#define NUMBERS (sizeof(numbers) / sizeof(numbers[0]))

TEST("quotient and rest are the processor's")
{
	for (size_t i = 0; i < NUMBERS; i++)
		for (size_t k = 1; k < NUMBERS; k++) {
			uint64_t rest;

			CHECK_EQ(kernel_divide_with_rest(numbers[i], numbers[k], &rest),
				 numbers[i] / numbers[k]);
			CHECK_EQ(rest, numbers[i] % numbers[k]);
			CHECK_EQ(kernel_divide(numbers[i], numbers[k]), numbers[i] / numbers[k]);
		}
}

TEST("bits are counted")
{
	for (size_t i = 0; i < NUMBERS; i++)
		CHECK_EQ(kernel_count_bits((uint32_t)numbers[i]),
			 __builtin_popcount((uint32_t)numbers[i]));
}
