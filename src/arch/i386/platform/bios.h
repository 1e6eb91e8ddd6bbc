/*
 * Looking for structures that a PC's BIOS leaves in the first megabyte.
 *
 * Under UEFI that memory holds nothing or anything, so that its contents are
 * believed only where they make sense.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_PLATFORM_BIOS_H
#define TINE_I386_PLATFORM_BIOS_H

#include <kernel/physical_view.h>
#include <stdint.h>

/* A BIOS aligns what it wants to be found to paragraphs. */
#define BIOS_PARAGRAPH 16

struct bios_area {
	uint64_t base;
	uint64_t size_bytes;
};

/* The first KiB of the extended BIOS data area, and the last KiB below it or 640 KiB. */
struct bios_area bios_extended_data(const struct physical_view *view);
struct bios_area bios_base_memory_end(const struct physical_view *view);

/*
 * Goes through area, which may be empty, paragraph by paragraph from *at (0 to begin with; it
 * is counted from the area's start) to one that starts with signature. False if there is
 * none; else *physical is where, and *at where to go on.
 */
bool bios_search(const struct physical_view *view, const struct bios_area *area,
		 const char *signature, uint64_t *at, uint64_t *physical);

/* The sum of all bytes, which a checksum byte among them makes 0. */
uint8_t bios_sum(const uint8_t *bytes, size_t size_bytes);

#endif
