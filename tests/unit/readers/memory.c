/*
 * Physical memory for the readers' tests; see memory.h.
 *
 * SPDX-License-Identifier: MIT
 */
#include "memory.h"

#include <stdlib.h>

void
memory_add(struct memory *memory, uint64_t base, const void *bytes, size_t size_bytes)
{
	if (memory->region_count == MEMORY_REGIONS)
		abort();
	memory->regions[memory->region_count++] = (struct memory_region){ base, bytes, size_bytes };
}

void
memory_add_fixture(struct memory *memory, const uint8_t *from, const uint8_t *end)
{
	while (from < end) {
		uint64_t base;
		uint32_t size;

		memcpy(&base, from, sizeof(base));
		memcpy(&size, from + sizeof(base), sizeof(size));
		from += sizeof(base) + sizeof(size);
		memory_add(memory, base, from, size);
		from += size;
	}
}

static const void *
map(void *context, uint64_t physical, size_t size_bytes)
{
	struct memory *memory = context;

	memory->map_count++;
	free(memory->window);
	memory->window = NULL;
	for (unsigned i = 0; i < memory->region_count; i++) {
		const struct memory_region *region = &memory->regions[i];

		if (physical < region->base || physical - region->base > region->size_bytes ||
		    size_bytes > region->size_bytes - (physical - region->base))
			continue;
		memory->window = malloc(size_bytes);
		if (memory->window == NULL)
			abort();
		return memcpy(memory->window, region->bytes + (physical - region->base),
			      size_bytes);
	}
	return NULL;
}

struct physical_view
memory_view(struct memory *memory)
{
	return (struct physical_view){ .map = map, .context = memory };
}

void
memory_close(struct memory *memory)
{
	free(memory->window);
	memory->window = NULL;
}
