/*
 * The contents of physical pages: through the direct map, or through this
 * CPU's windows if they lie beyond it.
 *
 * SPDX-License-Identifier: MIT
 */
#include <arch/paging.h>

#include <i386/cpu/features.h>
#include <i386/mm/blocks.h>
#include <i386/mm/kernelmap.h>
#include <kernel/assert.h>
#include <kernel/atomic.h>
#include <kernel/cpu.h>
#include <kernel/string.h>

/* Through one of this CPU's two windows, if need be; valid until its next use. */
static void *
page_pointer(pageno_t page, unsigned window)
{
	const struct arch_cpu *arch;
	char *address;

	if (page < DIRECT_MAP_SIZE >> PGSHIFT)
		return direct(page << PGSHIFT);
	arch = &this_cpu()->arch;
	address = (char *)arch->window_address + window * PGSIZE;
	arch->window[window] =
		(uint64_t)page << PGSHIFT | PTE_P | PTE_W | (cpu_features.nx ? PTE_NX : 0);
	__asm__ volatile("invlpg (%0)" : : "r"(address) : "memory");
	return address;
}

void *
page_low(pageno_t page)
{
	assert((uint64_t)page << PGSHIFT < DIRECT_MAP_SIZE);
	return direct((uint64_t)page << PGSHIFT);
}

void
page_zero(pageno_t page)
{
	block_clear(page_pointer(page, 0), PGSIZE);
}

void
page_copy(pageno_t to, pageno_t from)
{
	block_copy(page_pointer(to, 0), page_pointer(from, 1), PGSIZE);
}

uint32_t
page_read_word(pageno_t page, size_t offset)
{
	assert(offset % sizeof(uint32_t) == 0 && offset < PGSIZE);
	return atomic_load((uint32_t *)((char *)page_pointer(page, 0) + offset));
}

void
page_write(pageno_t page, size_t offset, const void *bytes, size_t size_bytes)
{
	assert(offset <= PGSIZE && size_bytes <= PGSIZE - offset);
	memcpy((char *)page_pointer(page, 0) + offset, bytes, size_bytes);
}
