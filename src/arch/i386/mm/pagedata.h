/*
 * The contents of physical pages: through the direct map, or through this
 * CPU's windows if they lie beyond it.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_MM_PAGEDATA_H
#define TINE_I386_MM_PAGEDATA_H

#include <i386/cpu/features.h>
#include <i386/mm/blocks.h>
#include <i386/mm/pagetable.h>
#include <kernel/cpu.h>

/* Through one of this CPU's two windows, if need be; valid until its next use. */
static inline void *
page_pointer(const struct cpu *self, pageno_t page, unsigned window)
{
	char *address;

	if (page < DIRECT_MAP_SIZE >> PGSHIFT)
		return direct(page << PGSHIFT);
	address = (char *)self->arch.window_address + window * PGSIZE;
	entry_fill_page(&self->arch.window[window], page, PTE_P | PTE_W, cpu_features.nx_half);
	__asm__ volatile("invlpg (%0)" : : "r"(address) : "memory");
	return address;
}

/* page_zero and page_copy of <arch/paging.h>, in place of a call. */
static inline void
page_zero_inline(const struct cpu *self, pageno_t page)
{
	block_clear(page_pointer(self, page, 0), PGSIZE);
}

static inline void
page_copy_inline(const struct cpu *self, pageno_t to, pageno_t from)
{
	block_copy(page_pointer(self, to, 0), page_pointer(self, from, 1), PGSIZE);
}

#endif
