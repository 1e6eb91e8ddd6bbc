/*
 * A page that comes with a message: from one address space to another.
 *
 * SPDX-License-Identifier: MIT
 */
#include <arch/paging.h>

#include <abi/error.h>
#include <i386/mm/pagetable.h>
#include <kernel/env.h>

/* All that may have to be made, or looked at in common with others. */
static int
transfer_slowly(struct env *from, uservaddr_t va, int perm, struct env *to, uservaddr_t target)
{
	pageno_t page;
	int error = aspace_share(from, va, perm, &page);

	if (error < 0)
		return error;
	error = aspace_map(to, target, page, perm);
	if (error < 0)
		page_release(page);
	return error;
}

/* The entry for va in a table of the space's own, which nobody else has a part in; or null. */
static pte_t *
own_entry(const struct env *env, uint32_t va)
{
	const pde_t *above = directory_entry(&env->aspace, va);

	return env->aspace.common == NULL && entry_has(above, PTE_W) ? table_of(*above) + PTX(va)
								     : NULL;
}

/* Bits that the processor sets, and that say nothing about what is mapped. */
#define ENTRY_NOTES (PTE_A | PTE_D)

int
aspace_transfer(struct env *from, uservaddr_t va, int perm, struct env *to, uservaddr_t target)
{
	const pte_t *source = own_entry(from, va.value);
	pte_t *entry = own_entry(to, target.value);
	pte_t value, old;

	if (source == NULL || entry == NULL || to->keeper != 0)
		return transfer_slowly(from, va, perm, to, target);
	if ((*source & (PTE_P | PTE_DEVICE)) != PTE_P || (perm & PTE_W & ~*source))
		return -E_INVAL;
	value = make_entry(page_of(*source), perm);
	old = *entry;
	if ((old & ~(pte_t)ENTRY_NOTES) == (value & ~(pte_t)ENTRY_NOTES))
		return 0; /* it is there already */
	if (!page_retain(page_of(value)))
		return -E_NO_MEM;
	if (old & PTE_P) {
		old = entry_exchange(entry, value);
		shoot_down(to, target.value, false);
		page_release(page_of(old));
	} else {
		table_note_entry(entry);
		entry_fill(entry, value);
	}
	return 0;
}
