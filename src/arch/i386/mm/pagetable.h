/*
 * Single page tables and their entries.
 *
 * Several address spaces may have a table: the page's reference count says
 * how many, and none of their directory entries has PTE_W. Then nobody
 * changes an entry, but for table_copy, which takes away a right that no
 * processor grants anyway. docs/memory.md has the rules.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_MM_PAGETABLE_H
#define TINE_I386_MM_PAGETABLE_H

#include <i386/cpu/features.h>
#include <i386/mm/aspace.h>
#include <i386/mm/common.h>
#include <i386/mm/kernelmap.h>

struct env;

#define TABLE_FLAGS        (PTE_P | PTE_W | PTE_U)
#define SHARED_TABLE_FLAGS (PTE_P | PTE_U)

/* In a directory entry, and ignored by the processor: device memory was mapped in the table. */
#define PDE_PRIVATE 0x200

static inline uint64_t
physical_of(pageno_t page)
{
	return (uint64_t)page << PGSHIFT;
}

static inline pageno_t
page_of(pte_t entry)
{
	return (pageno_t)(PTE_ADDR(entry) >> PGSHIFT);
}

/* The entry of uvpd[] for va. */
static inline pde_t *
directory_entry(const struct aspace *space, uint32_t va)
{
	return (pde_t *)direct(PTE_ADDR(space->pointers[va >> 30])) + PDX(va) % NPTENTRIES;
}

static inline pte_t *
table_of(pde_t entry)
{
	return direct(PTE_ADDR(entry));
}

/* Entries are 64 bits; what is done in one step is done to the low half, with PTE_P and the rights. */
typedef uint32_t __attribute__((may_alias)) pte_half_t;

/* Has the low half of an entry any of these? */
static inline bool
entry_has(const pte_t *entry, uint32_t flags)
{
	return *(const volatile pte_half_t *)entry & flags;
}

/* A present entry is set with its low half last: it does not exist before it is whole. */
static inline void
entry_fill(pte_t *entry, pte_t value)
{
	volatile pte_half_t *half = (volatile pte_half_t *)entry;

	half[1] = (uint32_t)(value >> 32);
	half[0] = (uint32_t)value;
}

/* The same of a page, with the flags of both halves: 64 bits at once do not go into registers. */
static inline void
entry_fill_page(pte_t *entry, pageno_t page, uint32_t low_flags, uint32_t high_flags)
{
	volatile pte_half_t *half = (volatile pte_half_t *)entry;

	half[1] = page >> (32 - PGSHIFT) | high_flags;
	half[0] = page << PGSHIFT | low_flags;
}

/* Replace an entry, present or not, in one step; returns the old one. */
static inline pte_t
entry_exchange(pte_t *entry, pte_t value)
{
	pte_t old, seen = *entry;

	/* The older builtin, because only that becomes cmpxchg8b whatever the alignment rules say. */
	do {
		old = seen;
		seen = __sync_val_compare_and_swap(entry, old, value);
	} while (seen != old);
	return old;
}

/* Make a present entry absent, in one step; returns the old one. */
static inline pte_t
entry_remove(pte_t *entry)
{
	pte_half_t *half = (pte_half_t *)entry;
	const uint32_t high = half[1];
	const uint32_t low = __atomic_exchange_n(half, 0, __ATOMIC_SEQ_CST);

	half[1] = 0;
	return (pte_t)high << 32 | low;
}

/*
 * The flags of both halves for perm. Whoever keeps copies of pages has none of a new one: it
 * counts as written to; so does one whose rights change later, wherever that is done.
 */
static inline uint32_t
entry_low_flags(int perm)
{
	return ((uint32_t)perm & PTE_SYSCALL) | PTE_D;
}

static inline uint32_t
entry_high_flags(int perm)
{
	_Static_assert((uint64_t)PTE_NOEXEC << 19 == PTE_NX >> 32, "a shift makes one the other");
	return (uint32_t)perm << 19 & cpu_features.nx_half;
}

static inline pte_t
make_entry(pageno_t page, int perm)
{
	return physical_of(page) | (pte_t)entry_high_flags(perm) << 32 | entry_low_flags(perm);
}

/* On this CPU. */
static inline void
tlb_invalidate(uint32_t va)
{
	__asm__ volatile("invlpg (%0)" : : "r"(va) : "memory");
}

/* The number of the first table from index on that the program has, or USER_TABLES. */
unsigned aspace_next_table(const struct aspace *space, unsigned index);

/* Note that table number index is there, or is no more. */
void aspace_note_table(struct aspace *space, unsigned index);
void aspace_forget_table(struct aspace *space, unsigned index);

/* All tables below COMMON_TABLES are in the set to in place of from's own. */
void aspace_move_tables(struct aspace *from, struct table_set *to);

/*
 * For each page of the direct map that is a table, which of its entries may be
 * in use: a bit for so many. Only who may change the table changes its word.
 */
#define TABLE_GROUP 16u
extern uint32_t *table_use;

/* Once, before the first table: use has a word for each page of the direct map, zeroed. */
void tables_init(uint32_t *use);

/* An empty table with one reference, or PAGE_NONE. */
pageno_t table_alloc(void);

/* Note that an entry of a table will be filled. */
static inline void
table_note_entry(const pte_t *entry)
{
	const uint32_t physical = (uint32_t)direct_physical(entry);

	table_use[physical >> PGSHIFT] |= 1u << physical / (TABLE_GROUP * sizeof(pte_t)) % 32;
}

/* At most so many entries are in use, */
unsigned table_entries_at_most(pageno_t table);

/* and the first of them from index on, or NPTENTRIES, may be this. */
unsigned table_next_entry(pageno_t table, unsigned index);

/*
 * Give to, an empty table, what entries first to last of from map, with
 * references of its own, but for device memory. Pages that can be written are copy-on-write in both
 * afterwards, unless they are marked PTE_SHARE. Processors may have cached
 * the right to write, if the directory granted it.
 */
void table_copy(pageno_t from, pageno_t to, unsigned first, unsigned last);

/* Give up a reference to a table; the last one's end is that of the table and its references. */
void table_release(pageno_t table);

/*
 * See to it that nobody else has env's table for va, if there is one: only
 * then may its entries be changed. env's lock is held. -E_NO_MEM.
 */
int table_make_own(struct env *env, uint32_t va);

/* No CPU uses an old translation of va in env afterwards; whole: of any address. */
void shoot_down(struct env *env, uint32_t va, bool whole);
void shoot_down_on(unsigned cpu, uint32_t va, bool whole);

/* Put an empty directory of env's own, a cleared page, where the shared, empty one was. */
void install_directory(struct env *env, uint32_t va, pageno_t page);

static inline bool
has_directory(const struct aspace *space, uint32_t va)
{
	return PTE_ADDR(space->pointers[va >> 30]) != empty_directory;
}

#endif
