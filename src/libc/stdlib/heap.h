/*
 * Where malloc's memory comes from.
 *
 * The heap owns the addresses from HEAP_START to HEAP_END and no others; it
 * maps parts of them as needed and gives them back when nothing is in them.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_LIBC_HEAP_H
#define TINE_LIBC_HEAP_H

#include <stdbool.h>
#include <stddef.h>

#define HEAP_START 0x10000000u
#define HEAP_END   0x80000000u

/*
 * Provided by src/libc/exo. Both take whole pages, of the heap's addresses
 * only. heap_map gives readable and writable memory, of any content; it
 * returns 0, or a negative error with nothing mapped. heap_unmap undoes it.
 */
int heap_map(void *va, size_t size_bytes);
void heap_unmap(void *va, size_t size_bytes);

/*
 * Regions: what the heap has mapped, in runs of pages (region.c). Null if
 * there is no memory or no room. Size in bytes, a multiple of the page size.
 */
void *region_map(size_t size_bytes);
void region_unmap(void *region, size_t size_bytes);
/* Whether an address lies near enough to a region to belong to a block. */
bool region_near(const void *va);

#endif
