/*
 * Rights to a page, changed by the monitor, which takes no lock: whoever has
 * the environment's stands still, and entries change in one step. No other
 * program's memory changes with it.
 *
 * SPDX-License-Identifier: MIT
 */
#include <arch/monitor.h>

#include <i386/cpu/features.h>
#include <i386/mm/pagetable.h>
#include <kernel/assert.h>
#include <kernel/atomic.h>
#include <kernel/env.h>

enum protect_result
arch_protect(struct env *env, uint32_t va, bool writable, bool executable)
{
	const pde_t above = *directory_entry(&env->aspace, va);
	pte_t *entry, old, wanted;

	assert(va < UTOP && !(writable && executable));
	if (!(above & PTE_P))
		return PROTECT_ABSENT;
	entry = table_of(above) + PTX(va);
	old = *entry;
	if (!(old & PTE_P) || (old & PTE_DEVICE))
		return PROTECT_ABSENT;
	if (!(above & PTE_W))
		return PROTECT_SHARED_TABLE;
	if (writable && !(old & PTE_W) && !page_is_sole(page_of(old)))
		return PROTECT_SHARED_PAGE;
	wanted = (old & ~(pte_t)(PTE_W | PTE_NX)) | PTE_D;
	if (writable)
		wanted = (wanted & ~(pte_t)PTE_COW) | PTE_W;
	if (!executable && cpu_features.nx)
		wanted |= PTE_NX;
	entry_exchange(entry, wanted);
	aspace_flush_local();
	cpus_request_poll_later();
	return PROTECT_DONE;
}
