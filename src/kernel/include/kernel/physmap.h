/*
 * Which physical memory may be used: what the firmware calls available,
 * minus everything else it lists and what the kernel has reserved.
 *
 * Firmware lists come unsorted, with overlaps, empty and wrapping ranges. A
 * byte is usable only if an available range and no other covers it.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_PHYSMAP_H
#define TINE_KERNEL_PHYSMAP_H

#include <abi/types.h>
#include <kernel/bootinfo.h>

#define PHYSMAP_MAX (BOOT_MEMORY_RANGES + 64)

struct physmap_range {
	uint64_t start, end; /* bytes; end is the first byte after it */
	bool available;
};

struct physmap {
	struct physmap_range ranges[PHYSMAP_MAX];
	unsigned count;
};

/* Start from the loader's list. */
void physmap_init(struct physmap *map, const struct boot_info *boot);

/* Make a range unusable. -E_NO_MEM: too many ranges. */
int physmap_reserve(struct physmap *map, uint64_t start, uint64_t size_bytes);

/*
 * The first run of whole usable pages at or after from: its start and end,
 * page-aligned. False when there is none.
 */
bool physmap_next(const struct physmap *map, uint64_t from, uint64_t *start, uint64_t *end);

/*
 * Find and reserve size_bytes, page-aligned, between minimum and limit.
 * 0 when there is no such place.
 */
uint64_t physmap_take(struct physmap *map, uint64_t size_bytes, uint64_t minimum, uint64_t limit);

#endif
