/*
 * Physical memory as firmware lists it: unsorted, overlapping, wrapping,
 * hundreds of entries; and up to 64 GiB of it.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <kernel/physmap.h>
#include <stdlib.h>
#include <string.h>

#define KIB 1024ull
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)

#define RESERVED BOOT_MEMORY_RESERVED
#define USABLE   BOOT_MEMORY_AVAILABLE
#define UNKNOWN  20

static struct boot_info boot;
static struct physmap map;

static void
add(uint64_t base, uint64_t size_bytes, uint32_t type)
{
	boot.memory[boot.memory_count++] = (struct boot_memory_range){ base, size_bytes, type };
}

static void
begin(void)
{
	memset(&boot, 0, sizeof(boot));
}

/* All runs in order, and how many there are. */
static unsigned
runs(uint64_t found[][2], unsigned limit)
{
	uint64_t start, end = 0;
	unsigned count = 0;

	while (physmap_next(&map, end, &start, &end)) {
		CHECK(start < end && start % 4096 == 0 && end % 4096 == 0);
		if (count < limit) {
			found[count][0] = start;
			found[count][1] = end;
		}
		count++;
	}
	return count;
}

TEST("what overlaps with anything that is not available is not used, in whatever order it comes")
{
	uint64_t found[4][2];

	begin();
	add(2 * MIB, 6 * MIB, USABLE);
	add(3 * MIB, 1 * MIB, RESERVED);
	add(0, 640 * KIB, USABLE);
	add(5 * MIB, 100, UNKNOWN);
	add(1 * MIB, 2 * MIB, USABLE); /* overlaps with the first */
	physmap_init(&map, &boot);
	CHECK_EQ(runs(found, 4), 4);
	CHECK(found[0][0] == 0 && found[0][1] == 640 * KIB);
	CHECK(found[1][0] == 1 * MIB && found[1][1] == 3 * MIB);
	CHECK(found[2][0] == 4 * MIB && found[2][1] == 5 * MIB);
	CHECK(found[3][0] == 5 * MIB + 4 * KIB && found[3][1] == 8 * MIB);
}

TEST("empty ranges are nothing, and one that would wrap round ends at the last page")
{
	uint64_t found[4][2];

	begin();
	add(1 * MIB, 0, USABLE);
	add(2 * MIB, 0, RESERVED);
	add(UINT64_MAX - 3 * MIB, UINT64_MAX, USABLE);
	add(1 * MIB + 1, 4 * MIB, USABLE);
	physmap_init(&map, &boot);
	CHECK_EQ(runs(found, 4), 2);
	CHECK(found[0][0] == 1 * MIB + 4 * KIB && found[0][1] == 5 * MIB);
	CHECK_EQ(physmap_reserve(&map, 16 * MIB, UINT64_MAX), 0);
	CHECK_EQ(runs(found, 4), 1);
}

TEST("a page of which a byte is not available is not used")
{
	uint64_t found[4][2];

	begin();
	add(1 * MIB, 1 * MIB, USABLE);
	add(1 * MIB + 8191, 1, RESERVED);
	add(2 * MIB - 1, 1, RESERVED);
	physmap_init(&map, &boot);
	CHECK_EQ(runs(found, 4), 2);
	CHECK(found[0][0] == 1 * MIB && found[0][1] == 1 * MIB + 4 * KIB);
	CHECK(found[1][0] == 1 * MIB + 8 * KIB && found[1][1] == 2 * MIB - 4 * KIB);
}

/* Whether an available range and no other covers the whole page; as the header has it. */
static bool
page_is_usable(uint64_t page)
{
	bool covered = false;

	for (unsigned i = 0; i < boot.memory_count; i++) {
		const struct boot_memory_range *range = &boot.memory[i];
		const uint64_t end = range->base + range->size_bytes;

		if (range->size_bytes == 0)
			continue;
		if (range->type != USABLE && range->base < page + 4096 && end > page)
			return false;
		covered |= range->type == USABLE && range->base <= page && end >= page + 4096;
	}
	return covered;
}

TEST("hundreds of ranges drawn at random give exactly the pages that are usable")
{
	srand(1);
	for (unsigned round = 0; round < 40; round++) {
		uint64_t start, end = 0, page = 0;

		begin();
		while (boot.memory_count < BOOT_MEMORY_RANGES)
			add((uint64_t)rand() % 4096 * 1024, (uint64_t)rand() % 64 * 1024,
			    rand() % 3 ? USABLE : (uint32_t)rand() % UNKNOWN + 2);
		physmap_init(&map, &boot);
		while (physmap_next(&map, end, &start, &end)) {
			for (; page < start; page += 4096)
				CHECK(!page_is_usable(page));
			for (; page < end; page += 4096)
				CHECK(page_is_usable(page));
		}
		for (; page < 8 * MIB; page += 4096)
			CHECK(!page_is_usable(page));
	}
}

TEST("64 GiB with a hole below 4 GiB leave room for a word per page within 192 MiB")
{
	const uint64_t end = 65 * GIB, words_size = end / 4096 * 4;
	uint64_t found[4][2], words;

	begin();
	add(0, 640 * KIB, USABLE);
	add(1 * MIB, 3 * GIB - 1 * MIB, USABLE);
	add(3 * GIB, 1 * GIB, RESERVED);
	add(4 * GIB, 61 * GIB, USABLE);
	physmap_init(&map, &boot);
	CHECK_EQ(physmap_reserve(&map, 64 * GIB, UINT64_MAX - 64 * GIB), 0);
	words = physmap_take(&map, words_size, 8 * MIB, 192 * MIB);
	CHECK(words >= 8 * MIB && words + words_size <= 192 * MIB);
	CHECK_EQ(runs(found, 4), 4);
	CHECK(found[3][0] == 4 * GIB && found[3][1] == 64 * GIB);
}

TEST("no more than what fits is reserved, and taking what is not there gives nothing")
{
	begin();
	add(1 * MIB, 1 * MIB, USABLE);
	physmap_init(&map, &boot);
	CHECK_EQ(physmap_take(&map, 2 * MIB, 0, GIB), 0);
	while (map.count < PHYSMAP_MAX)
		CHECK_EQ(physmap_reserve(&map, 0, 1), 0);
	CHECK(physmap_reserve(&map, 0, 1) < 0);
	CHECK_EQ(physmap_take(&map, 4096, 0, GIB), 0);
}
