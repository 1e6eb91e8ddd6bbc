/*
 * The memory that the controller reads and writes. The driver's parent makes
 * it and maps it here, and outlives the driver: so the controller never writes
 * to memory that has become somebody else's.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_USER_USBKBD_AREA_H
#define TINE_USER_USBKBD_AREA_H

#include <abi/mmu.h>
#include <abi/types.h>

#define AREA ((uint8_t *)0x30000000)

/* The first page tells where the others are; the controller does not know of it. */
struct area_directory {
	uint32_t page_count;               /* itself included */
	uint32_t physical[PGSIZE / 4 - 1]; /* addresses of all pages */
};

/* Pages by number. */
enum {
	AREA_DIRECTORY,
	AREA_CONTEXTS, /* addresses of devices' contexts, and the segment table of the event ring */
	AREA_COMMANDS,
	AREA_EVENTS,
	AREA_SCRATCH, /* addresses of scratch pages */
	AREA_DEVICES, /* from here on five for each device, then the scratch pages */
};

enum {
	DEVICE_CONTEXT,
	DEVICE_INPUT,
	DEVICE_CONTROL, /* ring */
	DEVICE_REPORTS, /* ring */
	DEVICE_DATA,
	DEVICE_PAGES,
};

#define DEVICES_MAX    8
#define AREA_FIXED     (AREA_DEVICES + DEVICES_MAX * DEVICE_PAGES)
#define SCRATCH_MAX    256
#define AREA_MAX       (AREA_FIXED + SCRATCH_MAX)
#define SEGMENT_OFFSET 3072 /* of the segment table in its page */

static inline void *
area_page(unsigned number)
{
	return AREA + number * PGSIZE;
}

/* The physical address of something in the area. */
static inline uint64_t
area_physical(const volatile void *pointer)
{
	const struct area_directory *directory = area_page(AREA_DIRECTORY);
	const uint32_t offset = (uint32_t)((const volatile uint8_t *)pointer - AREA);

	return directory->physical[offset / PGSIZE] + offset % PGSIZE;
}

#endif
