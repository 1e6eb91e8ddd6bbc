/*
 * What <arch/page_short.h> declares.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_MM_PAGE_SHORT_H
#define TINE_I386_MM_PAGE_SHORT_H

#include <i386/mm/pagedata.h>
#include <i386/mm/pagetable.h>
#include <kernel/page_cache.h>

/* The entry for va may be changed: the space is nobody's in common, and has the table, and alone. */
static inline bool
short_entry(const struct aspace *space, uint32_t va, pte_half_t **entry)
{
	/* Tables lie in the first 4 GiB: the low half says where. */
	const uint32_t above = *(const pte_half_t *)directory_entry(space, va);

	*entry = (pte_half_t *)(table_of(above) + PTX(va));
	return space->common == NULL && (above & PTE_W);
}

static inline bool
short_map_new(struct env *env, uservaddr_t va, int perm)
{
	struct cpu *const self = this_cpu();
	pte_half_t *entry;
	pageno_t page;

	if (!short_entry(&env->aspace, va.value, &entry) || (*entry & PTE_P) ||
	    !page_cache_take(self, page_frames.user_zone, &page))
		return false;
	page &= ~PAGE_CLEARED;
	page_zero_inline(self, page);
	table_note_entry((pte_t *)entry);
	entry_fill_page((pte_t *)entry, page, entry_low_flags(perm), entry_high_flags(perm));
	return true;
}

static inline bool
short_unmap(struct env *env, uservaddr_t va)
{
	struct cpu *const self = this_cpu();
	struct page_stack *stack;
	pte_half_t *entry;
	pageno_t page;

	/* What is loaded here is loaded nowhere else. */
	if (self->loaded != env || !short_entry(&env->aspace, va.value, &entry))
		return false;
	if (!(*entry & PTE_P))
		return true;
	page = entry[1] << (32 - PGSHIFT) | entry[0] >> PGSHIFT;
	stack = page_cache_stack(self, page);
	/* A reference that is the only one stays so: any other is made from one. */
	if (page >= page_frames.limit || atomic_load(&page_frames.words[page]) != 1 ||
	    stack->count == PAGE_CACHE_SIZE)
		return false;
	entry_remove((pte_t *)entry);
	tlb_invalidate(va.value);
	page_cache_give(stack, page, 0);
	return true;
}

static inline bool
short_own(struct env *env, uservaddr_t va)
{
	struct cpu *const self = this_cpu();
	pageno_t page, copy;
	enum page_zone zone;
	pte_half_t *entry;
	uint32_t low;

	if (self->loaded != env || !short_entry(&env->aspace, va.value, &entry))
		return false;
	low = *entry;
	if ((low & (PTE_P | PTE_W | PTE_COW | PTE_DEVICE)) != (PTE_P | PTE_COW))
		return false;
	page = entry[1] << (32 - PGSHIFT) | low >> PGSHIFT;
	low = (low & ~(uint32_t)PTE_COW) | PTE_W | PTE_D;
	if (atomic_load(&page_frames.words[page]) == 1) {
		/* More rights: whoever has cached the fewer faults and finds them. */
		atomic_store(entry, low);
		return true;
	}
	/* If the others give it up meanwhile it is to be freed: the copy has made room for it. */
	zone = page_frames.user_zone;
	if (page_zone_of(page) != zone || !page_cache_take(self, zone, &copy))
		return false;
	copy &= ~PAGE_CLEARED;
	page_copy_inline(self, copy, page);
	entry_exchange((pte_t *)entry,
		       (pte_t)(copy >> (32 - PGSHIFT) | (entry[1] & cpu_features.nx_half)) << 32 |
			       copy << PGSHIFT | (low & (PGSIZE - 1)));
	tlb_invalidate(va.value);
	if (atomic_fetch_add(&page_frames.words[page], -1u) == 1)
		page_cache_give(&self->pages.zones[zone], page, 0);
	return true;
}

#endif
