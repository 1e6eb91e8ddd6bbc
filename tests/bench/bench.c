/*
 * See bench.h.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bench.h"

#include <stdlib.h>

static struct {
	uint32_t count;
	uint64_t values[REPETITIONS];
} samples;

void
bench_sample(uint64_t value)
{
	bench_require(samples.count < REPETITIONS);
	samples.values[samples.count++] = value;
}

static int
compare(const void *a, const void *b)
{
	const uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return (left > right) - (left < right);
}

void
bench_report(void)
{
	const uint32_t count = samples.count;
	uint64_t sum = 0;

	bench_require(count > 0);
	qsort(samples.values, count, sizeof(samples.values[0]), compare);
	for (uint32_t i = 0; i < count; i++)
		sum += samples.values[i];
	cprintf("bench: repetitions %u minimum %llu median %llu mean %llu\n", count,
		samples.values[0], samples.values[count / 2], sum / count);
}

void
bench_share(void)
{
	const int error = sys_page_alloc(0, (void *)SHARED, BENCH_PERM | PTE_SHARE);

	if (error < 0)
		panic("no page to share: %e", error);
}

void
bench_fill(uint32_t pages)
{
	for (uint32_t page = 0; page < pages; page++) {
		const int error = sys_page_alloc(0, REGION + page * PGSIZE, BENCH_PERM);

		if (error < 0)
			panic("no memory to fill: %e", error);
		REGION_WORD(page, 0) = STAMP(page);
		REGION_WORD(page, PGSIZE / 4 - 1) = STAMP(page);
	}
}

uint32_t
bench_argument(int argc, char **argv, int index, uint32_t otherwise)
{
	return index < argc ? strtoul(argv[index], NULL, 0) : otherwise;
}
