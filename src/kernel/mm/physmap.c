/*
 * Physical memory ranges at boot. Touches no hardware; tested on the host.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/physmap.h>

#include <abi/error.h>
#include <abi/mmu.h>

static uint64_t
round_up(uint64_t address)
{
	return address > UINT64_MAX - (PGSIZE - 1) ? UINT64_MAX / PGSIZE * PGSIZE
						   : (address + PGSIZE - 1) / PGSIZE * PGSIZE;
}

static uint64_t
round_down(uint64_t address)
{
	return address / PGSIZE * PGSIZE;
}

static int
add(struct physmap *map, uint64_t start, uint64_t size_bytes, bool available)
{
	const uint64_t end = start > UINT64_MAX - size_bytes ? UINT64_MAX : start + size_bytes;

	if (size_bytes == 0)
		return 0;
	if (map->count == PHYSMAP_MAX)
		return -E_NO_MEM;
	map->ranges[map->count++] = (struct physmap_range){ start, end, available };
	return 0;
}

void
physmap_init(struct physmap *map, const struct boot_info *boot)
{
	map->count = 0;
	/* The list fits by construction: PHYSMAP_MAX is larger than the loader's. */
	for (unsigned i = 0; i < boot->memory_count; i++)
		add(map, boot->memory[i].base, boot->memory[i].size_bytes,
		    boot->memory[i].type == BOOT_MEMORY_AVAILABLE);
}

int
physmap_reserve(struct physmap *map, uint64_t start, uint64_t size_bytes)
{
	return add(map, start, size_bytes, false);
}

/* The lowest usable byte's page at or after from, ignoring unavailable ranges. */
static const struct physmap_range *
lowest_available(const struct physmap *map, uint64_t from, uint64_t *start)
{
	const struct physmap_range *best = NULL;

	for (unsigned i = 0; i < map->count; i++) {
		const struct physmap_range *range = &map->ranges[i];
		const uint64_t candidate = round_up(range->start > from ? range->start : from);

		if (!range->available || candidate >= round_down(range->end))
			continue;
		if (best == NULL || candidate < *start) {
			best = range;
			*start = candidate;
		}
	}
	return best;
}

bool
physmap_next(const struct physmap *map, uint64_t from, uint64_t *start, uint64_t *end)
{
	const struct physmap_range *within;

	while ((within = lowest_available(map, from, start)) != NULL) {
		uint64_t blocked_until = 0;

		*end = round_down(within->end);
		for (unsigned i = 0; i < map->count; i++) {
			const struct physmap_range *range = &map->ranges[i];

			if (range->available || range->end <= *start || range->start >= *end)
				continue;
			if (range->start < *start + PGSIZE) {
				if (range->end > blocked_until)
					blocked_until = range->end;
			} else {
				*end = round_down(range->start);
			}
		}
		if (blocked_until == 0)
			return true;
		from = round_up(blocked_until);
	}
	return false;
}

uint64_t
physmap_take(struct physmap *map, uint64_t size_bytes, uint64_t minimum, uint64_t limit)
{
	uint64_t start, end;
	uint64_t from = minimum;

	size_bytes = round_up(size_bytes);
	while (physmap_next(map, from, &start, &end) && start < limit) {
		if (end > limit)
			end = limit;
		if (end - start >= size_bytes && physmap_reserve(map, start, size_bytes) == 0)
			return start;
		from = end;
	}
	return 0;
}
