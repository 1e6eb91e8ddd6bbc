/*
 * Looking for structures that a PC's BIOS leaves in the first megabyte.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/platform/bios.h>

#define KIB 1024

/* BIOS data area: two words that say where base memory ends. */
#define EBDA_SEGMENT    0x40E
#define BASE_MEMORY_KIB 0x413

/* A PC has 512 KiB of memory below its extended data, and video memory from 640 KiB on. */
#define LOWEST_END  (512 * KIB)
#define HIGHEST_END (640 * KIB)

struct bios_area
bios_extended_data(const struct physical_view *view)
{
	uint16_t segment;
	uint64_t base;

	if (!physical_copy(view, &segment, EBDA_SEGMENT, sizeof(segment)))
		return (struct bios_area){ 0, 0 };
	base = (uint64_t)segment * BIOS_PARAGRAPH;
	if (base < LOWEST_END || base > HIGHEST_END - KIB)
		return (struct bios_area){ 0, 0 };
	return (struct bios_area){ base, KIB };
}

struct bios_area
bios_base_memory_end(const struct physical_view *view)
{
	uint16_t size_kib;
	uint64_t end = HIGHEST_END;

	if (physical_copy(view, &size_kib, BASE_MEMORY_KIB, sizeof(size_kib)) &&
	    size_kib >= LOWEST_END / KIB && size_kib <= HIGHEST_END / KIB)
		end = (uint64_t)size_kib * KIB;
	return (struct bios_area){ end - KIB, KIB };
}

bool
bios_search(const struct physical_view *view, const struct bios_area *area, const char *signature,
	    uint64_t *at, uint64_t *physical)
{
	size_t length = strlen(signature);

	while (*at < area->size_bytes) {
		const void *paragraph = physical_map(view, area->base + *at, BIOS_PARAGRAPH);

		*physical = area->base + *at;
		*at += BIOS_PARAGRAPH;
		if (paragraph != NULL && memcmp(paragraph, signature, length) == 0)
			return true;
	}
	return false;
}

uint8_t
bios_sum(const uint8_t *bytes, size_t size_bytes)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < size_bytes; i++)
		sum += bytes[i];
	return sum;
}
