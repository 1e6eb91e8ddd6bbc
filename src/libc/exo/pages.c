/*
 * Walking the program's own page tables.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/memlayout.h>
#include <exo/pages.h>

/*
 * The first index from i on whose entry is present, or end. Most are not, so
 * several are looked at together; PTE_P is in an entry's low word.
 */
static size_t
next_present(const volatile uint64_t *entries, size_t i, size_t end)
{
	const volatile uint32_t *words = (const volatile uint32_t *)entries;

	for (; i + 8 <= end; i += 8) {
		const volatile uint32_t *low = words + 2 * i;

		if ((low[0] | low[2] | low[4] | low[6] | low[8] | low[10] | low[12] | low[14]) &
		    PTE_P)
			break;
	}
	while (i < end && !(words[2 * i] & PTE_P))
		i++;
	return i;
}

int
pages_each(int (*visit)(void *va, pte_t entry, envid_t env), envid_t env)
{
	const size_t tables = PDX(UTOP);

	/* Where a table is absent its part of uvpt[] is unmapped. */
	for (size_t table = next_present(uvpd, 0, tables); table < tables;
	     table = next_present(uvpd, table + 1, tables)) {
		const size_t end = (table + 1) * NPTENTRIES;

		for (size_t page = next_present(uvpt, table * NPTENTRIES, end); page < end;
		     page = next_present(uvpt, page + 1, end)) {
			void *va = (void *)(page << PGSHIFT);
			const int error = visit(va, page_entry(va), env);

			if (error < 0)
				return error;
		}
	}
	return 0;
}
