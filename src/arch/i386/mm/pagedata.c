/*
 * The contents of physical pages, by a call: <i386/mm/pagedata.h> says how.
 *
 * SPDX-License-Identifier: MIT
 */
#include <arch/paging.h>

#include <i386/mm/pagedata.h>
#include <kernel/assert.h>
#include <kernel/atomic.h>
#include <kernel/cpu.h>
#include <kernel/string.h>

void *
page_low(pageno_t page)
{
	assert((uint64_t)page << PGSHIFT < DIRECT_MAP_SIZE);
	return direct((uint64_t)page << PGSHIFT);
}

void
page_zero(pageno_t page)
{
	page_zero_inline(this_cpu(), page);
}

void
page_copy(pageno_t to, pageno_t from)
{
	page_copy_inline(this_cpu(), to, from);
}

uint32_t
page_read_word(pageno_t page, size_t offset)
{
	assert(offset % sizeof(uint32_t) == 0 && offset < PGSIZE);
	return atomic_load((uint32_t *)((char *)page_pointer(this_cpu(), page, 0) + offset));
}

void
page_write(pageno_t page, size_t offset, const void *bytes, size_t size_bytes)
{
	assert(offset <= PGSIZE && size_bytes <= PGSIZE - offset);
	memcpy((char *)page_pointer(this_cpu(), page, 0) + offset, bytes, size_bytes);
}
