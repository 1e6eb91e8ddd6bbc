/*
 * The pages a program has mapped, read from its own page tables.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_EXO_PAGES_H
#define TINE_EXO_PAGES_H

#include <abi/mmu.h>
#include <exo/env.h>

/* What page_entry gives for a page that is not mapped. */
#define PAGE_ABSENT ((pte_t)0)

/*
 * The caller's page-table entry for va, or PAGE_ABSENT. Where a page table is
 * shared with a relative (uvpd[] lacks PTE_W), a page that can be written is
 * copy-on-write in truth, and is given so.
 */
static inline pte_t
page_entry(const void *va)
{
	const pde_t above = uvpd[PDX(va)];
	pte_t entry;

	if (!(above & PTE_P))
		return PAGE_ABSENT;
	entry = uvpt[PGNUM(va)];
	if (!(entry & PTE_P))
		return PAGE_ABSENT;
	if (!(above & PTE_W) && (entry & PTE_W) && !(entry & PTE_SHARE))
		entry = (entry & ~(pte_t)PTE_W) | PTE_COW;
	return entry;
}

/* Does it map device memory? Such a page cannot be mapped anywhere else. */
static inline bool
page_is_device(pte_t entry)
{
	return entry & PTE_DEVICE;
}

/* The perm argument that maps a page again as entry has it. */
static inline int
page_perm(pte_t entry)
{
	return (int)(PTE_FLAGS(entry) & PTE_SYSCALL) | (entry & PTE_NX ? PTE_NOEXEC : 0);
}

/*
 * Call visit for every page mapped below UTOP, in ascending order, until it
 * returns an error. Returns that error, or 0. Pages that visit maps or
 * unmaps behind va are not looked at again.
 */
int pages_each(int (*visit)(void *va, pte_t entry, envid_t env), envid_t env);

#endif
