/*
 * What the compiler calls for arithmetic that the processor has no instruction for. Not
 * libgcc's, which does not take its arguments in registers as all of the kernel does.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/types.h>

uint64_t __udivmoddi4(uint64_t dividend, uint64_t divisor, uint64_t *rest);
uint64_t __udivdi3(uint64_t dividend, uint64_t divisor);
int __popcountsi2(uint32_t bits);

uint64_t
__udivmoddi4(uint64_t dividend, uint64_t divisor, uint64_t *rest)
{
	const uint32_t high = (uint32_t)(dividend >> 32), low = (uint32_t)dividend;
	uint32_t quotient = 0;

	if (divisor <= UINT32_MAX) {
		const uint32_t by = (uint32_t)divisor;
		uint32_t rest_low = high % by;

		__asm__("divl %4"
			: "=a"(quotient), "=d"(rest_low)
			: "0"(low), "1"(rest_low), "rm"(by)
			: "cc");
		*rest = rest_low;
		return (uint64_t)(high / by) << 32 | quotient;
	}
	/* Bit by bit: the quotient has no more than 32. */
	*rest = high;
	for (int bit = 31; bit >= 0; bit--) {
		*rest = *rest << 1 | (low >> bit & 1);
		quotient <<= 1;
		if (*rest >= divisor) {
			*rest -= divisor;
			quotient |= 1;
		}
	}
	return quotient;
}

uint64_t
__udivdi3(uint64_t dividend, uint64_t divisor)
{
	uint64_t rest;

	return __udivmoddi4(dividend, divisor, &rest);
}

int
__popcountsi2(uint32_t bits)
{
	int count = 0;

	for (; bits != 0; bits &= bits - 1)
		count++;
	return count;
}
