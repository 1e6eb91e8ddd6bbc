/*
 * Runs a fuzz target without a fuzzer: every seed as it is, cut off, and
 * damaged at random, in the same way each time.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>
#include <string.h>

#include "fuzz.h"

#define MUTATIONS_PER_SEED 10000

/* A longer seed is not cut off at every length, but at about this many. */
#define LENGTHS_PER_SEED 1024

static uint64_t state = 0x9E3779B97F4A7C15;

/* Marsaglia's xorshift64. */
static uint64_t
random_number(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

/* Damages data[*size] once. */
static void
mutate(uint8_t *data, size_t *size)
{
	static const uint32_t values[] = {
		0,     1,      7,      8,          0x7F,       0x80,       0xFF,
		0x100, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF0, 0xFFFFFFFF,
	};
	uint32_t value = values[random_number() % (sizeof(values) / sizeof(values[0]))];
	size_t at, from, length;

	if (*size == 0)
		return;
	at = random_number() % *size;
	from = random_number() % *size;
	length = 1 + random_number() % 64;
	switch (random_number() % 8) {
	case 0:
	case 1:
	case 2:
		data[at] ^= 1 << random_number() % 8;
		break;
	case 3:
		data[at] = (uint8_t)random_number();
		break;
	case 4:
		data[at] = (uint8_t)value;
		break;
	case 5: /* a number in place of another */
		at &= ~(size_t)3;
		memcpy(data + at, &value, *size - at < 4 ? *size - at : 4);
		break;
	case 6: /* a piece in another's place */
		if (length > *size - (at > from ? at : from))
			length = *size - (at > from ? at : from);
		memmove(data + at, data + from, length);
		break;
	case 7:
		*size = at;
		break;
	}
}

/* A block of just the input's size lets the address sanitizer see its end. */
static void
run(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size != 0 ? size : 1);

	memcpy(copy, data, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

int
main(void)
{
	static uint8_t seed[FUZZ_SIZE_MAX], data[FUZZ_SIZE_MAX];
	size_t seed_size, size;
	unsigned long runs = 0;

	for (unsigned index = 0; (seed_size = fuzz_seed(index, seed)) != 0; index++) {
		size_t step = 1 + seed_size / LENGTHS_PER_SEED;

		for (size = 0; size < seed_size; size += step, runs++)
			run(seed, size);
		run(seed, seed_size);
		runs++;
		for (unsigned i = 0; i < MUTATIONS_PER_SEED; i++, runs++) {
			size = seed_size;
			memcpy(data, seed, size);
			for (unsigned n = 1 + random_number() % 6; n > 0; n--)
				mutate(data, &size);
			run(data, size);
		}
	}
	printf("%lu runs\n", runs);
	return runs == 0;
}
