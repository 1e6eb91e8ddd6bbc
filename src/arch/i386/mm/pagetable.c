/*
 * Page tables that several address spaces may have in common.
 *
 * For each table a word says which of its entries may be in use, a bit for a
 * group of 16, so that copying and releasing small programs' tables does not
 * cost looking at 512 entries. Like the entries, only the one address space
 * that has a table changes its word.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/mm/pagetable.h>

#include <abi/error.h>
#include <kernel/assert.h>
#include <kernel/atomic.h>
#include <kernel/env.h>

#define GROUP 16u /* entries for which there is one bit */

static uint32_t *table_use; /* i: the array; its words: as above */

unsigned
aspace_next_table(const struct aspace *space, unsigned index)
{
	unsigned word = index / 32;
	uint32_t bits = space->tables[word] >> index % 32;

	if (bits != 0)
		return index + (unsigned)__builtin_ctz(bits);
	while (++word < sizeof(space->tables) / sizeof(space->tables[0]))
		if (space->tables[word] != 0)
			return word * 32 + (unsigned)__builtin_ctz(space->tables[word]);
	return USER_TABLES;
}

void
tables_init(uint32_t *use)
{
	table_use = use;
}

pageno_t
table_alloc(void)
{
	const pageno_t table = page_alloc_low_cleared();

	if (table != PAGE_NONE)
		table_use[table] = 0;
	return table;
}

void
table_note_entry(pageno_t table, unsigned index)
{
	table_use[table] |= 1u << index / GROUP;
}

unsigned
table_entries_at_most(pageno_t table)
{
	return GROUP * (unsigned)__builtin_popcount(table_use[table]);
}

/*
 * Take from a copied page the right to write, in one step: several CPUs may
 * be copying this table, and each must see the mark where the right is gone.
 */
static uint32_t
make_copy_on_write(pte_t *entry)
{
	uint32_t *half = (uint32_t *)entry;
	uint32_t seen = atomic_load_relaxed(half);

	while ((seen & PTE_W) && !(seen & PTE_SHARE)) {
		const uint32_t wanted = (seen & ~(uint32_t)PTE_W) | PTE_COW;

		if (atomic_compare_exchange(half, &seen, wanted))
			return wanted;
	}
	return seen;
}

void
table_copy(pageno_t from, pageno_t to, unsigned first, unsigned last)
{
	pte_t *source = table_of(physical_of(from)), *target = table_of(physical_of(to));

	for (uint32_t groups = table_use[from]; groups != 0; groups &= groups - 1) {
		const unsigned start = GROUP * (unsigned)__builtin_ctz(groups);

		for (unsigned i = start; i < start + GROUP; i++) {
			const pte_t entry = source[i];
			bool counted;

			if ((entry & (PTE_P | PTE_DEVICE)) != PTE_P || i < first || i > last)
				continue;
			/* There is not room in all tables for as many references as a count can hold. */
			counted = page_retain(page_of(entry));
			assert(counted);
			entry_fill(&target[i],
				   (entry >> 32 << 32) | make_copy_on_write(&source[i]));
		}
	}
	table_use[to] = table_use[from];
}

void
table_release(pageno_t table)
{
	pte_t *entries = table_of(physical_of(table));

	if (page_release_unless_sole(table))
		return;
	for (uint32_t groups = table_use[table]; groups != 0; groups &= groups - 1) {
		pte_t *entry = &entries[GROUP * (unsigned)__builtin_ctz(groups)];

		for (unsigned i = 0; i < GROUP; i++, entry++) {
			if (!(*entry & PTE_P))
				continue;
			page_release(page_of(*entry));
			*entry = 0;
		}
	}
	page_release_cleared(table);
}

int
table_make_own(struct env *env, uint32_t va)
{
	pde_t *entry = directory_entry(&env->aspace, va);
	pageno_t table, copy;

	if ((*entry & (PTE_P | PTE_W)) != PTE_P)
		return 0;
	table = page_of(*entry);
	if (page_is_sole(table)) {
		/* More rights: a CPU that has cached the fewer faults and finds them (page_fault). */
		entry_fill(entry, *entry | PTE_W);
		return 0;
	}
	copy = table_alloc();
	if (copy == PAGE_NONE)
		return -E_NO_MEM;
	table_copy(table, copy, 0, NPTENTRIES - 1);
	entry_exchange(entry, physical_of(copy) | TABLE_FLAGS);
	/* Before the others may take the table for theirs alone. */
	shoot_down(env, va, true);
	table_release(table);
	return 0;
}
