/*
 * Giving an address space what another has, copy-on-write: whole page tables
 * are shared, small ones copied at once.
 *
 * A table with few pages costs less to copy now than to share, fault on, and
 * copy then. How many are copied is limited, so that a call's work is too.
 *
 * SPDX-License-Identifier: MIT
 */
#include <arch/paging.h>

#include <abi/error.h>
#include <i386/mm/pagetable.h>
#include <kernel/assert.h>
#include <kernel/env.h>

#define SMALL_TABLE      64 /* entries in use at most */
#define SMALL_TABLES_MAX 8  /* copied at once; besides the range's ends, and tables that must be */
#define LAST_OF(table)   (((table) + 1) * PTSIZE - 1)

/* What to do, and the pages it takes: all are taken before anything is changed. */
struct plan {
	uint32_t start, last;        /* addresses */
	uint32_t hot[HOT_PAGES_MAX]; /* addresses of pages to be copied now, */
	pageno_t hot_pages[HOT_PAGES_MAX];
	unsigned hot_count; /* and how many there are */
	unsigned small_tables;
	pageno_t copies; /* empty tables: in each, until it is used, the number of the next */
	pageno_t directories[NDIRECTORIES];
};

static bool
has_hot_page(const struct plan *plan, unsigned index)
{
	for (unsigned i = 0; i < plan->hot_count; i++)
		if (PDX(plan->hot[i]) == index)
			return true;
	return false;
}

/* Is table number index copied? Else it is shared. */
static bool
is_copied(struct plan *plan, const struct aspace *from, unsigned index)
{
	const uint32_t va = index * PTSIZE;

	const pde_t entry = *directory_entry(from, va);

	if (va < plan->start || plan->last < LAST_OF(index) || has_hot_page(plan, index) ||
	    (entry & PDE_PRIVATE))
		return true;
	if (plan->small_tables == SMALL_TABLES_MAX ||
	    table_entries_at_most(page_of(entry)) > SMALL_TABLE)
		return false;
	plan->small_tables++;
	return true;
}

/* A page for each hot one, of those that would be copied when written to. */
static int
prepare_hot_pages(struct plan *plan, const struct aspace *from, uint32_t start, uint32_t end)
{
	for (uint32_t va = start; va < end; va += PGSIZE) {
		const pde_t above = *directory_entry(from, va);
		pte_t entry;

		if (va < plan->start || va > plan->last || !(above & PTE_P))
			continue;
		entry = table_of(above)[PTX(va)];
		if (!(entry & PTE_P) || (entry & PTE_SHARE) || !(entry & (PTE_W | PTE_COW)))
			continue;
		plan->hot_pages[plan->hot_count] = page_alloc_any();
		if (plan->hot_pages[plan->hot_count] == PAGE_NONE)
			return -E_NO_MEM;
		plan->hot[plan->hot_count++] = va;
	}
	return 0;
}

static pageno_t *
next_copy(pageno_t copy)
{
	return direct(physical_of(copy));
}

static pageno_t
take_copy(struct plan *plan)
{
	const pageno_t copy = plan->copies;

	plan->copies = *next_copy(copy);
	*next_copy(copy) = 0;
	return copy;
}

static int
prepare_tables(struct plan *plan, const struct aspace *from, const struct aspace *to)
{
	const unsigned last = PDX(plan->last);

	for (unsigned i = aspace_next_table(from, PDX(plan->start)); i <= last;
	     i = aspace_next_table(from, i + 1)) {
		pageno_t *directory = &plan->directories[i / NPTENTRIES];

		if (!has_directory(to, i * PTSIZE) && *directory == PAGE_NONE) {
			*directory = page_alloc_low_cleared();
			if (*directory == PAGE_NONE)
				return -E_NO_MEM;
		}
		if (is_copied(plan, from, i)) {
			const pageno_t copy = table_alloc();

			if (copy == PAGE_NONE)
				return -E_NO_MEM;
			*next_copy(copy) = plan->copies;
			plan->copies = copy;
		}
	}
	return 0;
}

static void
give_back(struct plan *plan)
{
	while (plan->hot_count > 0)
		page_release(plan->hot_pages[--plan->hot_count]);
	while (plan->copies != PAGE_NONE)
		table_release(take_copy(plan));
	for (unsigned i = 0; i < NDIRECTORIES; i++)
		if (plan->directories[i] != PAGE_NONE)
			page_release_cleared(plan->directories[i]);
}

static void
copy_table(struct plan *plan, const pde_t *from, pde_t *to, unsigned index)
{
	const uint32_t va = index * PTSIZE;
	const pageno_t copy = take_copy(plan);
	pte_t *source = table_of(*from), *target = table_of(physical_of(copy));
	pte_t before[HOT_PAGES_MAX];

	for (unsigned i = 0; i < plan->hot_count; i++)
		before[i] = source[PTX(plan->hot[i])];
	table_copy(page_of(*from), copy, va < plan->start ? PTX(plan->start) : 0,
		   plan->last < LAST_OF(index) ? PTX(plan->last) : NPTENTRIES - 1);
	for (unsigned i = 0; i < plan->hot_count; i++) {
		const unsigned at = PTX(plan->hot[i]);

		if (PDX(plan->hot[i]) != index)
			continue;
		page_copy(plan->hot_pages[i], page_of(before[i]));
		page_release(page_of(before[i])); /* the reference of the copied table */
		entry_fill(&target[at], (before[i] & ~(PTE_ADDR_MASK | PTE_COW)) | PTE_W |
						physical_of(plan->hot_pages[i]));
		if (*from & PTE_W)
			entry_fill(&source[at], before[i]);
	}
	entry_fill(to, physical_of(copy) | TABLE_FLAGS);
}

static void
share_table(pde_t *from, pde_t *to)
{
	/* At most one reference for each environment: that the count can hold. */
	const bool counted = page_retain(page_of(*from));

	assert(counted);
	entry_fill(from, *from & ~(pde_t)PTE_W);
	entry_fill(to, PTE_ADDR(*from) | SHARED_TABLE_FLAGS);
}

/* The source's space is locked. */
static int
map_cow(struct env *from, struct env *to, const struct cow_range *range)
{
	struct plan plan = { .start = range->start, .last = range->start + range->size_bytes - 1 };
	const unsigned first = PDX(plan.start), last = PDX(plan.last);
	int error;

	assert(plan.start <= plan.last && plan.last < UTOP && from != to);
	assert(range->hot_size_bytes <= HOT_PAGES_MAX * PGSIZE);
	if (aspace_next_table(&to->aspace, first) <= last ||
	    (to->aspace.common != NULL && plan.start < UCOMMONTOP))
		return -E_INVAL;
	error = prepare_hot_pages(&plan, &from->aspace, range->hot_start,
				  range->hot_start + range->hot_size_bytes);
	if (error == 0)
		error = prepare_tables(&plan, &from->aspace, &to->aspace);
	if (error < 0) {
		give_back(&plan);
		return error;
	}
	for (unsigned i = 0; i < NDIRECTORIES; i++)
		if (plan.directories[i] != PAGE_NONE)
			install_directory(to, i << 30, plan.directories[i]);
	plan.small_tables = 0;
	for (unsigned i = aspace_next_table(&from->aspace, first); i <= last;
	     i = aspace_next_table(&from->aspace, i + 1)) {
		pde_t *source = directory_entry(&from->aspace, i * PTSIZE);
		pde_t *target = directory_entry(&to->aspace, i * PTSIZE);

		if (is_copied(&plan, &from->aspace, i))
			copy_table(&plan, source, target, i);
		else
			share_table(source, target);
		aspace_note_table(&to->aspace, i);
	}
	shoot_down(from, 0, true);
	return 0;
}

int
aspace_map_cow(struct env *from, struct env *to, const struct cow_range *range)
{
	int error;

	space_lock(&from->aspace);
	error = map_cow(from, to, range);
	space_unlock(&from->aspace);
	return error;
}
