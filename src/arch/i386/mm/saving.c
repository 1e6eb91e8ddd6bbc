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

/* Whatever is listed is in use, in groups. */
_Static_assert(PAGE_LIST_MAX >= ENTRIES_MAX / TABLE_GROUP + NPTENTRIES / SPAN_PAGES,
	       "there is room for what is looked at");

/* Gather two bits of each of a span's entries, four at a time. Apart: all registers are needed. */
__attribute__((noinline)) static void
gather(const pte_t *entries, struct PageSpan *span)
{
	uint32_t present = 0, written = 0;

	_Static_assert(PTE_P == 1 << 0 && PTE_D == 1 << 6 && SPAN_PAGES % 4 == 0, "as below");
	for (unsigned i = 0; i < SPAN_PAGES; i += 4)
		__asm__(".irp at, 0, 8, 16, 24\n\t"
			"btl $0, \\at(%2)\n\t"
			"rcrl $1, %0\n\t"
			"btl $6, \\at(%2)\n\t"
			"rcrl $1, %1\n\t"
			".endr"
			: "+r"(present), "+r"(written)
			: "r"(entries + i), "m"(*(const pte_t(*)[4])(entries + i))
			: "cc");
	span->present = present;
	span->written = written;
}

/* Devices are not memory. */
static void
leave_out_devices(const pte_t *entries, struct PageSpan *span)
{
	for (unsigned i = 0; i < SPAN_PAGES; i++)
		if (entry_has(&entries[i], PTE_DEVICE))
			span->present &= ~(1u << i);
	span->written &= span->present;
}

/* Add what a table has mapped from the span of list->next on. */
static void
list_table(uint32_t above, struct PageList *list)
{
	const pte_t *entries = table_of(above);
	const uint32_t base = ROUNDDOWN(list->next, PTSIZE);
	unsigned i = PTX(list->next);

	while ((i = ROUNDDOWN(table_next_entry(above >> PGSHIFT, i), SPAN_PAGES)) < NPTENTRIES) {
		struct PageSpan *span = &list->spans[list->count];

		span->start = base + i * PGSIZE;
		gather(entries + i, span);
		if (above & PDE_PRIVATE)
			leave_out_devices(entries + i, span);
		if (span->present != 0)
			list->count++;
		i += SPAN_PAGES;
	}
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
			/* Tables lie in the first 4 GiB: the low half says where. */
			const uint32_t above =
				*(const pte_half_t *)directory_entry(space, list->next);

			looked_at += table_entries_at_most(above >> PGSHIFT);
			list_table(above, list);
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

/* The space is locked. */
static int
save_page(struct env *env, uservaddr_t va, pageno_t *page, int *perm)
{
	pageno_t present;

	if (!aspace_is_own(env, va))
		return -E_INVAL;
	/* Only in a table of its own may be noted that it is unwritten. */
	if (table_make_own(env, va.value) < 0)
		return -E_NO_MEM;
	present = aspace_lookup(env, va, perm);
	if (present == PAGE_NONE)
		return -E_INVAL;
	*page = present;
	if (!(*perm & PTE_W) || (*perm & PTE_SHARE))
		return page_retain(present) ? 0 : -E_NO_MEM;
	*page = page_alloc_any();
	if (*page == PAGE_NONE)
		return -E_NO_MEM;
	page_copy(*page, present);
	return 0;
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
	const pde_t *above = directory_entry(&env->aspace, va.value);

	assert(atomic_load(&env->loaded_on) < 0);
	space_lock(&env->aspace);
	if (aspace_is_own(env, va)) {
		pte_t *entry = table_of(*above) + PTX(va.value);

		entry_exchange(entry, *entry & ~(pte_t)PTE_D);
	}
	space_unlock(&env->aspace);
}
