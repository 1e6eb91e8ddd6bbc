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

/* The caller's page-table entry for va, or PAGE_ABSENT. */
static inline pte_t
page_entry(const void *va)
{
	if (!(uvpd[PDX(va)] & PTE_P) || !(uvpt[PGNUM(va)] & PTE_P))
		return PAGE_ABSENT;
	return uvpt[PGNUM(va)];
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
