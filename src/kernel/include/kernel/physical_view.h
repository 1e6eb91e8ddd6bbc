/*
 * How readers of foreign tables look at physical memory: through a function
 * that refuses what is not there, so that no number found in a table is
 * followed blindly, and so that tests can put an array in memory's place.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_PHYSICAL_VIEW_H
#define TINE_KERNEL_PHYSICAL_VIEW_H

#include <kernel/string.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct physical_view {
	/*
	 * Gives the bytes from physical to physical + size_bytes, as one piece of readable
	 * memory, until the next call; NULL if any of them is out of reach. The range is never
	 * empty and never wraps round. The result need not be aligned for anything.
	 */
	const void *(*map)(void *context, uint64_t physical, size_t size_bytes);
	void *context;
};

/* As view->map, for any range: NULL also for one that is empty or wraps round. */
static inline const void *
physical_map(const struct physical_view *view, uint64_t physical, size_t size_bytes)
{
	if (size_bytes == 0 || physical > UINT64_MAX - size_bytes)
		return NULL;
	return view->map(view->context, physical, size_bytes);
}

/* Copies size_bytes out of physical memory; false, with nothing copied, if out of reach. */
static inline bool
physical_copy(const struct physical_view *view, void *to, uint64_t physical, size_t size_bytes)
{
	const void *from = physical_map(view, physical, size_bytes);

	if (from == NULL)
		return false;
	memcpy(to, from, size_bytes);
	return true;
}

#endif
