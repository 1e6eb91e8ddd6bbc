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

static inline uint32_t
mmio_read(const volatile uint32_t *device_register)
{
	return *device_register;
}

static inline void
mmio_write(volatile uint32_t *device_register, uint32_t value)
{
	*device_register = value;
}

#endif
