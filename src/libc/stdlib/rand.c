/*
 * rand: a linear congruential generator of 64 bits, of which the top 31 are
 * given out. For games and tests; anyone can foretell it.
 *
 * Source of the constants: Knuth, MMIX (The Art of Computer Programming 2, 3.3.4).
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdint.h>
#include <stdlib.h>

static uint64_t state = 1;

int
rand(void)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (int)(state >> 33);
}

void
srand(unsigned seed)
{
	state = seed;
}
