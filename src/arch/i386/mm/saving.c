/*
 * Reading another's address space: what is mapped, and pages as they are now.
 *
 * The processor notes in each entry whether the page was written to. Whoever
 * saves a page clears that, and by it finds what has changed since. No CPU
 * has such an entry cached: its owner is loaded nowhere, and nobody shares it.
 *
 * Source: Intel SDM volume 3A, section 4.8.
 *
 * SPDX-License-Identifier: MIT
 */
#include <arch/paging.h>

#include <abi/error.h>
#include <i386/mm/pagetable.h>
#include <kernel/assert.h>
#include <kernel/atomic.h>
#include <kernel/env.h>

#define ENTRIES_MAX 1024 /* looked at in one call, or a table's worth more */

#define LISTED (PTE_SYSCALL | PTE_D | PTE_DEVICE)

/* The first entry from index on that may be in use; only where a group of them begins may it be another. */
static unsigned
next_entry(pageno_t table, unsigned index)
{
	return index % TABLE_GROUP != 0 ? index : table_next_entry(table, index);
}

/* Add what a table has mapped from list->next on. False: the list was full before its end. */
static bool
list_table(pageno_t table, struct PageList *list)
{
	const pte_t *entries = table_of(physical_of(table));
	const uint32_t base = ROUNDDOWN(list->next, PTSIZE);

	for (unsigned i = next_entry(table, PTX(list->next)); i < NPTENTRIES;
	     i = next_entry(table, i + 1)) {
		if (!(entries[i] & PTE_P))
			continue;
		list->next = base + i * PGSIZE;
		if (list->count == PAGE_LIST_MAX)
			return false;
		list->pages[list->count++] = (struct EnvPage){
			.va = list->next,
			.perm = (uint32_t)(entries[i] & LISTED) |
				(entries[i] & PTE_NX ? PTE_NOEXEC : 0),
		};
	}
	return true;
}

/* What is below is not env's alone. */
static uint32_t
own_start(const struct env *env)
{
	return common_has_others(&env->aspace) ? UCOMMONTOP : 0;
}

bool
aspace_is_own(const struct env *env, uservaddr_t va)
{
	return va.value >= own_start(env);
}

/* The space is locked. */
static void
list_tables(const struct aspace *space, struct PageList *list)
{
	unsigned looked_at = 0;

	while (list->next < UTOP && looked_at < ENTRIES_MAX) {
		const unsigned index = aspace_next_table(space, PDX(list->next));

		if (index > PDX(list->next))
			list->next = index * PTSIZE;
		if (index >= USER_TABLES) {
			list->next = UTOP;
		} else {
			const pageno_t table = page_of(*directory_entry(space, list->next));

			looked_at += table_entries_at_most(table);
			if (!list_table(table, list))
				return;
			list->next = (index + 1) * PTSIZE;
		}
	}
}

void
aspace_list(const struct env *env, struct PageList *list)
{
	list->count = 0;
	space_lock(&env->aspace);
	list->own_start = own_start(env);
	if (list->next < list->own_start)
		list->next = list->own_start;
	list_tables(&env->aspace, list);
	space_unlock(&env->aspace);
}

/* The present entry for va, of memory; or null. */
static pte_t *
memory_entry(const struct env *env, uint32_t va)
{
	const pde_t above = *directory_entry(&env->aspace, va);
	pte_t *entry = above & PTE_P ? table_of(above) + PTX(va) : NULL;

	return entry != NULL && (*entry & (PTE_P | PTE_DEVICE)) == PTE_P ? entry : NULL;
}

/* The space is locked. */
static int
save_page(struct env *env, uservaddr_t va, pageno_t *page, int *perm)
{
	const pte_t *entry;
	pageno_t present;

	if (!aspace_is_own(env, va))
		return -E_INVAL;
	/* Only in a table of its own may be noted that it is unwritten. */
	if (table_make_own(env, va.value) < 0)
		return -E_NO_MEM;
	entry = memory_entry(env, va.value);
	if (entry == NULL)
		return -E_INVAL;
	present = page_of(*entry);
	*perm = (int)(*entry & PTE_SYSCALL) | (*entry & PTE_NX ? PTE_NOEXEC : 0);
	if ((*entry & PTE_W) && !(*entry & PTE_SHARE)) {
		*page = page_alloc_any();
		if (*page == PAGE_NONE)
			return -E_NO_MEM;
		page_copy(*page, present);
		return 0;
	}
	*page = present;
	return page_retain(present) ? 0 : -E_NO_MEM;
}

int
aspace_save(struct env *env, uservaddr_t va, pageno_t *page, int *perm)
{
	int error;

	space_lock(&env->aspace);
	error = save_page(env, va, page, perm);
	space_unlock(&env->aspace);
	return error;
}

void
aspace_mark_unwritten(struct env *env, uservaddr_t va)
{
	pte_t *entry;

	assert(atomic_load(&env->loaded_on) < 0);
	space_lock(&env->aspace);
	entry = memory_entry(env, va.value);
	if (entry != NULL && aspace_is_own(env, va))
		entry_exchange(entry, *entry & ~(pte_t)PTE_D);
	space_unlock(&env->aspace);
}
