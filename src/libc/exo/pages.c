/*
 * Walking the program's own page tables.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/memlayout.h>
#include <exo/pages.h>

/* The low word of each entry has PTE_P. */
typedef const uint32_t __attribute__((may_alias)) * half_entries_t;

#define OR4(low) ((low)[0] | (low)[2] | (low)[4] | (low)[6])

/*
 * The first index from i on whose entry is present, or end. Most are not, so
 * sixteen are looked at together.
 */
static size_t
next_present(const volatile uint64_t *entries, size_t i, size_t end)
{
	half_entries_t low = (half_entries_t)entries;

	__asm__ volatile("" : : : "memory"); /* what was read earlier may be different now */
	for (; i + 16 <= end; i += 16) {
		half_entries_t some = low + 2 * i;

		if ((OR4(some) | OR4(some + 8) | OR4(some + 16) | OR4(some + 24)) & PTE_P)
			break;
	}
	while (i < end && !(low[2 * i] & PTE_P))
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
