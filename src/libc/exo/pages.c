/*
 * Walking the program's own page tables.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/memlayout.h>
#include <exo/pages.h>

int
pages_each(int (*visit)(void *va, pte_t entry, envid_t env), envid_t env)
{
	uintptr_t va = 0;

	while (va < UTOP) {
		pte_t entry;
		int error;

		/* Where a table is absent its part of uvpt[] is unmapped. */
		if (!(uvpd[PDX(va)] & PTE_P)) {
			va = ROUNDDOWN(va, PTSIZE) + PTSIZE;
			continue;
		}
		entry = page_entry((void *)va);
		if (entry != PAGE_ABSENT) {
			error = visit((void *)va, entry, env);
			if (error < 0)
				return error;
		}
		va += PGSIZE;
	}
	return 0;
}
