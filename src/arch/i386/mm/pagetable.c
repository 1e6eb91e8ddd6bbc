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

#define GROUP TABLE_GROUP

uint32_t *table_use; /* i: the array; its words: as above */

/* The number of the first table of a set from index on, or USER_TABLES. */
static unsigned
next_table(const struct table_set *set, unsigned index)
{
	unsigned word = index / 32;
	const uint32_t bits = set->bits[word] >> index % 32;
	uint32_t words;

	if (bits != 0)
		return index + (unsigned)__builtin_ctz(bits);
	word++;
	if (word < 32) {
		words = set->summary[0] >> word;
		if (words == 0) {
			word = 32;
			words = set->summary[1];
		}
	} else {
		words = word < 64 ? set->summary[1] >> (word - 32) : 0;
	}
	if (words == 0)
		return USER_TABLES;
	word += (unsigned)__builtin_ctz(words);
	return word * 32 + (unsigned)__builtin_ctz(set->bits[word]);
}

unsigned
aspace_next_table(const struct aspace *space, unsigned index)
{
	unsigned found;

	if (space->common != NULL && index < COMMON_TABLES) {
		found = next_table(&space->common->tables, index);
		if (found < USER_TABLES)
			return found;
		index = COMMON_TABLES;
	}
	return next_table(&space->tables, index);
}

/* The set that table number index belongs to. */
static struct table_set *
set_of(struct aspace *space, unsigned index)
{
	return space->common != NULL && index < COMMON_TABLES ? &space->common->tables
							      : &space->tables;
}

static void
note(struct table_set *set, unsigned index)
{
	set->bits[index / 32] |= 1u << index % 32;
	set->summary[index / 1024] |= 1u << index / 32 % 32;
}

static void
forget(struct table_set *set, unsigned index)
{
	set->bits[index / 32] &= ~(1u << index % 32);
	if (set->bits[index / 32] == 0)
		set->summary[index / 1024] &= ~(1u << index / 32 % 32);
}

void
aspace_note_table(struct aspace *space, unsigned index)
{
	note(set_of(space, index), index);
}

void
aspace_forget_table(struct aspace *space, unsigned index)
{
	forget(set_of(space, index), index);
}

void
aspace_move_tables(struct aspace *from, struct table_set *to)
{
	unsigned index = 0;

	while ((index = next_table(&from->tables, index)) < COMMON_TABLES) {
		forget(&from->tables, index);
		note(to, index);
	}
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

unsigned
table_entries_at_most(pageno_t table)
{
	return GROUP * (unsigned)__builtin_popcount(table_use[table]);
}

unsigned
table_next_entry(pageno_t table, unsigned index)
{
	const unsigned group = index / GROUP;
	const uint32_t groups = index < NPTENTRIES ? table_use[table] >> group : 0;

	if (groups == 0)
		return NPTENTRIES;
	return groups & 1 ? index : (group + (unsigned)__builtin_ctz(groups)) * GROUP;
}

/*
 * Take from a copied page the right to write, in one step: several CPUs may
 * be copying this table, and each must see the mark where the right is gone.
 * Returns what the low half is then.
 */
static inline uint32_t
make_copy_on_write(pte_half_t *half)
{
	uint32_t seen = atomic_load_relaxed(half);

	while ((seen & PTE_W) && !(seen & PTE_SHARE)) {
		const uint32_t wanted = (seen & ~(uint32_t)PTE_W) | PTE_COW | PTE_D;

		if (atomic_compare_exchange(half, &seen, wanted))
			return wanted;
	}
	return seen;
}

/* Entry by entry from first to last, of a group. */
static inline void
copy_entries(pte_t *source, pte_t *target, unsigned first, unsigned last)
{
	for (unsigned i = first; i <= last; i++) {
		pte_half_t *from = (pte_half_t *)&source[i], *to = (pte_half_t *)&target[i];
		bool counted;

		if (!(from[0] & PTE_P) || (from[0] & PTE_DEVICE))
			continue;
		/* There is not room in all tables for as many references as a count can hold. */
		counted = page_retain(page_of(source[i]));
		assert(counted);
		to[1] = from[1];
		to[0] = make_copy_on_write(from); /* nobody has this table yet: the order is free */
	}
}

void
table_copy(pageno_t from, pageno_t to, unsigned first, unsigned last)
{
	pte_t *source = table_of(physical_of(from)), *target = table_of(physical_of(to));

	for (uint32_t groups = table_use[from]; groups != 0; groups &= groups - 1) {
		const unsigned start = GROUP * (unsigned)__builtin_ctz(groups);
		const unsigned end = start + GROUP - 1;

		copy_entries(source, target, start > first ? start : first,
			     end < last ? end : last);
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

		for (const pte_t *end = entry + GROUP; entry < end; entry++) {
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
