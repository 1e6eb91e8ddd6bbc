/*
 * Device memory in the kernel's address space.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_MM_MMIO_H
#define TINE_I386_MM_MMIO_H

#include <abi/types.h>

/*
 * Map device registers, uncached. Only while the boot CPU runs alone; never
 * undone. Any alignment; the result points to physical. Panics when the
 * region of KMMIO is used up.
 */
volatile void *mmio_map(uint64_t physical, size_t size_bytes);

/* Is any of the page that physical lies in mapped so? */
bool mmio_is_mapped(uint64_t physical);

#endif
