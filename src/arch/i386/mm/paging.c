/*
 * Address spaces: mapping, unmapping and taking apart.
 *
 * Another CPU may be running in an address space while it is changed. An
 * entry that the processor may have cached is therefore changed in one atomic
 * step, and the page it named is given up only after that CPU has dropped
 * its translation.
 *
 * Source: Intel SDM volume 3A, sections 4.4 and 4.10.
 *
 * SPDX-License-Identifier: MIT
 */
#include <arch/paging.h>

#include <abi/device.h>
#include <abi/error.h>
#include <i386/cpu/features.h>
#include <i386/cpu/ports.h>
#include <i386/mm/blocks.h>
#include <i386/mm/pagetable.h>
#include <kernel/assert.h>
#include <kernel/atomic.h>
#include <kernel/env.h>

#define WINDOW_FLAGS (PTE_P | PTE_U | (cpu_features.nx ? PTE_NX : 0)) /* of uvpt[] */

void
shoot_down_on(unsigned cpu, uint32_t va, bool whole)
{
	if (cpu != cpu_index())
		cpu_request_poll(&cpus[cpu]);
	else if (whole)
		aspace_flush_local();
	else
		tlb_invalidate(va);
}

void
shoot_down(struct env *env, uint32_t va, bool whole)
{
	int cpu;

	memory_fence(); /* the change is visible before we look where it may be cached */
	if (env->aspace.common != NULL && (whole || va < UCOMMONTOP)) {
		common_shoot_down(env->aspace.common, va, whole);
		return;
	}
	cpu = atomic_load(&env->loaded_on);
	if (cpu >= 0)
		shoot_down_on((unsigned)cpu, va, whole);
}

void
aspace_flush_local(void)
{
	uint32_t cr3;

	/* Loads the four directory pointers anew as well. */
	__asm__ volatile("mov %%cr3, %0\n\tmov %0, %%cr3" : "=r"(cr3) : : "memory");
}

int
aspace_create(struct aspace *space)
{
	const unsigned user_entries = USER_TABLES % NPTENTRIES;
	const unsigned window = PDX(UVPT) % NPTENTRIES;
	const pageno_t page = page_alloc_low_cleared();
	pde_t *directory;

	if (page == PAGE_NONE)
		return -E_NO_MEM;
	directory = direct(physical_of(page));
	block_copy(directory + user_entries, kernel_directory + user_entries,
		   (NPTENTRIES - user_entries) * sizeof(*directory));
	for (unsigned i = 0; i < NDIRECTORIES; i++) {
		const uint64_t physical =
			i == NDIRECTORIES - 1 ? physical_of(page) : empty_directory;

		space->pointers[i] = physical | PTE_P;
		directory[window + i] = physical | WINDOW_FLAGS;
	}
	return 0;
}

void
install_directory(struct env *env, uint32_t va, pageno_t page)
{
	struct aspace *space = &env->aspace;
	pde_t *window = directory_entry(space, UVPT) + (va >> 30);

	entry_exchange(window, physical_of(page) | WINDOW_FLAGS);
	entry_exchange(&space->pointers[va >> 30], physical_of(page) | PTE_P);
	shoot_down(env, va, true);
}

/* Make what tables an entry for va needs. -E_NO_MEM, and nothing changed. */
static int
make_table(struct env *env, uint32_t va)
{
	struct aspace *space = &env->aspace;
	const bool need_directory = !has_directory(space, va);
	pageno_t table, directory = PAGE_NONE;

	table = table_alloc();
	if (table != PAGE_NONE && need_directory)
		directory = page_alloc_low_cleared();
	if (table == PAGE_NONE || (need_directory && directory == PAGE_NONE)) {
		if (table != PAGE_NONE)
			page_release_cleared(table);
		return -E_NO_MEM;
	}
	if (need_directory)
		install_directory(env, va, directory);
	entry_fill(directory_entry(space, va), physical_of(table) | TABLE_FLAGS);
	aspace_note_table(space, PDX(va));
	return 0;
}

/*
 * The entry for va, to be changed, in a table of env's own, making what
 * tables that needs. Null, and nothing changed: out of memory.
 */
static pte_t *
need_entry(struct env *env, uint32_t va)
{
	const pde_t *above = directory_entry(&env->aspace, va);

	if (!entry_has(above, PTE_W)) {
		if ((entry_has(above, PTE_P) ? table_make_own(env, va) : make_table(env, va)) < 0)
			return NULL;
		above = directory_entry(&env->aspace, va);
	}
	return table_of(*above) + PTX(va);
}

/* The space is locked. */
static int
set_entry(struct env *env, uservaddr_t va, pte_t value)
{
	pte_t *entry, old;

	entry = need_entry(env, va.value);
	if (entry == NULL)
		return -E_NO_MEM;
	if (!entry_has(entry, PTE_P)) {
		table_note_entry(entry);
		entry_fill(entry, value);
		return 0;
	}
	old = entry_exchange(entry, value);
	shoot_down(env, va.value, false);
	page_release(page_of(old));
	return 0;
}

int
aspace_prepare(struct env *env, uservaddr_t va)
{
	int error = 0;

	space_lock(&env->aspace);
	if (!aspace_is_own(env, va))
		error = -E_INVAL;
	else if (need_entry(env, va.value) == NULL)
		error = -E_NO_MEM;
	space_unlock(&env->aspace);
	return error;
}

int
aspace_map(struct env *env, uservaddr_t va, pageno_t page, int perm)
{
	int error;

	assert(user_page_valid(va) && perm_valid(perm));
	space_lock(&env->aspace);
	error = set_entry(env, va, make_entry(page, perm));
	space_unlock(&env->aspace);
	return error;
}

int
aspace_map_new(struct env *env, uservaddr_t va, int perm)
{
	const pageno_t page = page_alloc_any();
	int error;

	if (page == PAGE_NONE)
		return -E_NO_MEM;
	page_zero(page);
	error = aspace_map(env, va, page, perm);
	if (error < 0)
		page_release(page);
	return error;
}

int
aspace_map_device(struct env *env, uservaddr_t va, pageno_t page, int perm, uint32_t caching)
{
	const bool combining = caching == DEVICE_WRITE_COMBINING && cpu_features.pat;
	const pte_t type = combining ? PTE_WRITE_COMBINING : PTE_PCD | PTE_PWT;
	int error;

	assert(user_page_valid(va) && perm_valid(perm));
	if (!page_hold_device(page))
		return -E_NO_MEM;
	space_lock(&env->aspace);
	error = set_entry(env, va, make_entry(page, perm | PTE_NOEXEC) | type);
	if (error < 0)
		page_release(page);
	else
		*directory_entry(&env->aspace, va.value) |= PDE_PRIVATE;
	space_unlock(&env->aspace);
	return error;
}

pageno_t
aspace_lookup(const struct env *env, uservaddr_t va, int *perm)
{
	const pde_t above = *directory_entry(&env->aspace, va.value);
	pte_t entry;

	if (!(above & PTE_P))
		return PAGE_NONE;
	entry = table_of(above)[PTX(va.value)];
	if ((entry & (PTE_P | PTE_DEVICE)) != PTE_P)
		return PAGE_NONE;
	*perm = (int)(entry & PTE_SYSCALL) | (entry & PTE_NX ? PTE_NOEXEC : 0);
	if (!(above & PTE_W))
		*perm &= ~PTE_W;
	return page_of(entry);
}

static int
share_page(struct env *env, uservaddr_t va, int perm, pageno_t *page)
{
	int held, error;

	/* Only in a table of its own is seen whether a page is its own to be written. */
	error = perm & PTE_W ? table_make_own(env, va.value) : 0;
	if (error < 0)
		return error;
	*page = aspace_lookup(env, va, &held);
	if (*page == PAGE_NONE || ((perm & PTE_W) && !(held & PTE_W)))
		return -E_INVAL;
	return page_retain(*page) ? 0 : -E_NO_MEM;
}

int
aspace_share(struct env *env, uservaddr_t va, int perm, pageno_t *page)
{
	int error;

	space_lock(&env->aspace);
	error = share_page(env, va, perm, page);
	space_unlock(&env->aspace);
	return error;
}

static int
unmap_page(struct env *env, uservaddr_t va)
{
	const pde_t *above = directory_entry(&env->aspace, va.value);
	pte_t *entry, old;

	if (!entry_has(above, PTE_P))
		return 0;
	entry = table_of(*above) + PTX(va.value);
	if (!entry_has(entry, PTE_P))
		return 0;
	if (!entry_has(above, PTE_W)) {
		if (table_make_own(env, va.value) < 0)
			return -E_NO_MEM;
		entry = table_of(*above) + PTX(va.value);
	}
	old = entry_remove(entry);
	shoot_down(env, va.value, false);
	page_release(page_of(old));
	return 0;
}

int
aspace_unmap(struct env *env, uservaddr_t va)
{
	int error;

	space_lock(&env->aspace);
	error = unmap_page(env, va);
	space_unlock(&env->aspace);
	return error;
}

static int
own_page(struct env *env, uservaddr_t va)
{
	const pde_t *above = directory_entry(&env->aspace, va.value);
	pageno_t page, copy;
	pte_t *entry, wanted;

	if (!(*above & PTE_P))
		return -E_INVAL;
	if (!(*above & PTE_W) && table_make_own(env, va.value) < 0)
		return -E_NO_MEM;
	entry = table_of(*above) + PTX(va.value);
	if (!(*entry & PTE_P))
		return -E_INVAL;
	if (*entry & PTE_W)
		return 0;
	if ((*entry & (PTE_COW | PTE_DEVICE)) != PTE_COW)
		return -E_INVAL;
	wanted = (*entry & ~(pte_t)PTE_COW) | PTE_W | PTE_D;
	page = page_of(*entry);
	if (page_is_sole(page)) {
		/* More rights: whoever has cached the fewer faults and finds them. */
		entry_fill(entry, wanted);
		return 0;
	}
	copy = page_alloc_any();
	if (copy == PAGE_NONE)
		return -E_NO_MEM;
	page_copy(copy, page);
	entry_exchange(entry, (wanted & ~PTE_ADDR_MASK) | physical_of(copy));
	shoot_down(env, va.value, false);
	page_release(page);
	return 0;
}

int
aspace_own(struct env *env, uservaddr_t va)
{
	int error;

	space_lock(&env->aspace);
	error = own_page(env, va);
	space_unlock(&env->aspace);
	return error;
}

enum write_access
aspace_own_write(const struct env *env, uservaddr_t va)
{
	/* Others may change the entry meanwhile; tables lie in the first 4 GiB. */
	const uint32_t above = *(volatile pte_half_t *)directory_entry(&env->aspace, va.value);
	const uint32_t wanted = PTE_P | PTE_W;

	if ((above & wanted) != wanted)
		return above & PTE_P ? WRITE_NO_MEMORY : WRITE_DENIED;
	return (*(volatile pte_half_t *)&table_of(above)[PTX(va.value)] & wanted) == wanted
		       ? WRITE_ALLOWED
		       : WRITE_DENIED;
}

enum write_access
aspace_prepare_write(struct env *env, uservaddr_t va)
{
	const pde_t *above = directory_entry(&env->aspace, va.value);
	const uint32_t wanted = PTE_P | PTE_W;
	enum write_access access = WRITE_DENIED;

	space_lock(&env->aspace);
	if ((*above & (PTE_P | PTE_W)) == PTE_P && table_make_own(env, va.value) < 0)
		access = WRITE_NO_MEMORY;
	else if ((*above & PTE_P) && (table_of(*above)[PTX(va.value)] & wanted) == wanted)
		access = WRITE_ALLOWED;
	space_unlock(&env->aspace);
	return access;
}

static void
release_directories(struct aspace *space)
{
	const unsigned user_entries = USER_TABLES % NPTENTRIES;

	for (unsigned i = 0; i < NDIRECTORIES; i++) {
		pde_t *directory = direct(PTE_ADDR(space->pointers[i]));

		if (PTE_ADDR(space->pointers[i]) == empty_directory)
			continue;
		if (i == NDIRECTORIES - 1)
			block_clear(directory + user_entries,
				    (NPTENTRIES - user_entries) * sizeof(*directory));
		page_release_cleared(page_of(space->pointers[i]));
	}
}

bool
aspace_reap(struct env *env, unsigned budget)
{
	struct aspace *space = &env->aspace;
	unsigned visited = 0, index = 0;

	if (space->common != NULL)
		common_leave(space);
	while ((index = aspace_next_table(space, index)) < USER_TABLES) {
		pde_t *entry = directory_entry(space, index * PTSIZE);

		if (visited >= budget)
			return false;
		visited += NPTENTRIES;
		table_release(page_of(*entry));
		*entry = 0;
		aspace_forget_table(space, index);
	}
	ports_release(space);
	release_directories(space);
	if (space->common != NULL)
		page_release(space->common->page);
	space->common = NULL;
	return true;
}
