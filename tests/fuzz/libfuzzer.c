/*
 * Lets libFuzzer start from a target's seeds without a folder of files: now
 * and then a mutation begins anew with one of them.
 *
 * SPDX-License-Identifier: MIT
 */
#include "fuzz.h"

#include <string.h>

#define ONE_IN 64

/* libFuzzer's: it provides the first and calls the second. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t size_max);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t size_max, unsigned number);

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t size_max, unsigned number)
{
	static uint8_t seed[FUZZ_SIZE_MAX];
	static unsigned index;

	if (number % ONE_IN == 0) {
		size_t seed_size = fuzz_seed(index, seed);

		index = seed_size != 0 ? index + 1 : 0;
		if (seed_size != 0 && seed_size <= size_max) {
			memcpy(data, seed, seed_size);
			return seed_size;
		}
	}
	return LLVMFuzzerMutate(data, size, size_max);
}
