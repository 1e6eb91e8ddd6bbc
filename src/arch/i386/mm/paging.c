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
#include <i386/mm/kernelmap.h>
#include <kernel/assert.h>
#include <kernel/atomic.h>
#include <kernel/env.h>

#define USER_ENTRIES (UTOP >> PTSHIFT) /* entries of uvpd[] that are the program's */
#define TABLE_FLAGS  (PTE_P | PTE_W | PTE_U)
#define WINDOW_FLAGS (PTE_P | PTE_U | (cpu_features.nx ? PTE_NX : 0)) /* of uvpt[] */

static uint64_t
physical_of(pageno_t page)
{
	return (uint64_t)page << PGSHIFT;
}

static pageno_t
page_of(pte_t entry)
{
	return (pageno_t)(PTE_ADDR(entry) >> PGSHIFT);
}

static pde_t *
directory_of(const struct aspace *space, uint32_t va)
{
	return direct(PTE_ADDR(space->pointers[va >> 30]));
}

/* The entry for va, or null if there is no table for it. */
static pte_t *
find_entry(const struct aspace *space, uint32_t va)
{
	const pde_t entry = directory_of(space, va)[PDX(va) % NPTENTRIES];

	return entry & PTE_P ? (pte_t *)direct(PTE_ADDR(entry)) + PTX(va) : NULL;
}

/* A present entry is set with its low half last: it does not exist before it is whole. */
static void
entry_fill(pte_t *entry, pte_t value)
{
	volatile uint32_t *half = (volatile uint32_t *)entry;

	half[1] = (uint32_t)(value >> 32);
	half[0] = (uint32_t)value;
}

/* Replace an entry, present or not, in one step; returns the old one. */
static pte_t
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

/* No CPU uses an old translation of va afterwards; of anything, if a directory was replaced. */
static void
shoot_down(struct env *env, uint32_t va, bool whole)
{
	int cpu;

	memory_fence(); /* the change is visible before we look where it may be cached */
	cpu = atomic_load(&env->loaded_on);
	if (cpu < 0)
		return;
	if (cpu != (int)cpu_index())
		cpu_request_poll(&cpus[cpu]);
	else if (whole)
		aspace_flush_local();
	else
		__asm__ volatile("invlpg (%0)" : : "r"(va) : "memory");
}

void
aspace_flush_local(void)
{
	uint32_t cr3;

	/* Loads the four directory pointers anew as well. */
	__asm__ volatile("mov %%cr3, %0\n\tmov %0, %%cr3" : "=r"(cr3) : : "memory");
}

static pageno_t
alloc_table(void)
{
	const pageno_t page = page_alloc_low();

	if (page != PAGE_NONE)
		block_clear(direct(physical_of(page)), PGSIZE);
	return page;
}

int
aspace_create(struct aspace *space)
{
	const unsigned user_entries = USER_ENTRIES % NPTENTRIES;
	const unsigned window = PDX(UVPT) % NPTENTRIES;
	const pageno_t page = page_alloc_low();
	pde_t *directory;

	if (page == PAGE_NONE)
		return -E_NO_MEM;
	directory = direct(physical_of(page));
	block_clear(directory, user_entries * sizeof(*directory));
	block_copy(directory + user_entries, kernel_directory + user_entries,
		   (NPTENTRIES - user_entries) * sizeof(*directory));
	for (unsigned i = 0; i < NDIRECTORIES; i++) {
		const uint64_t physical =
			i == NDIRECTORIES - 1 ? physical_of(page) : empty_directory;

		space->pointers[i] = physical | PTE_P;
		directory[window + i] = physical | WINDOW_FLAGS;
	}
	space->reap_cursor = 0;
	return 0;
}

/* Put a directory of the program's own in the place of the shared, empty one. */
static void
install_directory(struct env *env, uint32_t va, pageno_t page)
{
	struct aspace *space = &env->aspace;
	pde_t *last = directory_of(space, UVPT);

	entry_exchange(&last[PDX(UVPT) % NPTENTRIES + (va >> 30)],
		       physical_of(page) | WINDOW_FLAGS);
	entry_exchange(&space->pointers[va >> 30], physical_of(page) | PTE_P);
	shoot_down(env, va, true);
}

/* The entry for va, making the tables it needs. Null, and nothing changed: out of memory. */
static pte_t *
need_entry(struct env *env, uint32_t va)
{
	struct aspace *space = &env->aspace;
	pte_t *entry = find_entry(space, va);
	const bool need_directory = PTE_ADDR(space->pointers[va >> 30]) == empty_directory;
	pageno_t table, directory = PAGE_NONE;

	if (entry != NULL)
		return entry;
	table = alloc_table();
	if (table != PAGE_NONE && need_directory)
		directory = alloc_table();
	if (table == PAGE_NONE || (need_directory && directory == PAGE_NONE)) {
		if (table != PAGE_NONE)
			page_release(table);
		return NULL;
	}
	if (need_directory)
		install_directory(env, va, directory);
	entry_fill(&directory_of(space, va)[PDX(va) % NPTENTRIES],
		   physical_of(table) | TABLE_FLAGS);
	return find_entry(space, va);
}

static pte_t
make_entry(pageno_t page, int perm)
{
	pte_t entry = physical_of(page) | (perm & PTE_SYSCALL);

	if ((perm & PTE_NOEXEC) && cpu_features.nx)
		entry |= PTE_NX;
	return entry;
}

static int
set_entry(struct env *env, uservaddr_t va, pte_t value)
{
	pte_t *entry, old;

	entry = need_entry(env, va.value);
	if (entry == NULL)
		return -E_NO_MEM;
	if (!(*entry & PTE_P)) {
		entry_fill(entry, value);
		return 0;
	}
	old = entry_exchange(entry, value);
	shoot_down(env, va.value, false);
	page_release(page_of(old));
	return 0;
}

int
aspace_map(struct env *env, uservaddr_t va, pageno_t page, int perm)
{
	assert(user_page_valid(va) && perm_valid(perm));
	return set_entry(env, va, make_entry(page, perm));
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
	error = set_entry(env, va, make_entry(page, perm | PTE_NOEXEC) | type);
	if (error < 0)
		page_release(page);
	return error;
}

pageno_t
aspace_lookup(const struct env *env, uservaddr_t va, int *perm)
{
	const pte_t *entry = find_entry(&env->aspace, va.value);

	if (entry == NULL || (*entry & (PTE_P | PTE_DEVICE)) != PTE_P)
		return PAGE_NONE;
	*perm = (int)(*entry & PTE_SYSCALL) | (*entry & PTE_NX ? PTE_NOEXEC : 0);
	return page_of(*entry);
}

int
aspace_share(struct env *env, uservaddr_t va, int perm, pageno_t *page)
{
	int held;

	*page = aspace_lookup(env, va, &held);
	if (*page == PAGE_NONE || ((perm & PTE_W) && !(held & PTE_W)))
		return -E_INVAL;
	return page_retain(*page) ? 0 : -E_NO_MEM;
}

void
aspace_unmap(struct env *env, uservaddr_t va)
{
	pte_t *entry = find_entry(&env->aspace, va.value);
	pte_t old;

	if (entry == NULL || !(*entry & PTE_P))
		return;
	old = entry_exchange(entry, 0);
	shoot_down(env, va.value, false);
	page_release(page_of(old));
}

static void
release_table(pde_t *entry)
{
	pte_t *table = direct(PTE_ADDR(*entry));

	for (unsigned i = 0; i < NPTENTRIES; i++)
		if (table[i] & PTE_P)
			page_release(page_of(table[i]));
	page_release(page_of(*entry));
	*entry = 0;
}

bool
aspace_reap(struct env *env, unsigned budget)
{
	struct aspace *space = &env->aspace;
	unsigned visited = 0;

	while (space->reap_cursor < USER_ENTRIES) {
		const uint32_t va = space->reap_cursor << PTSHIFT;
		pde_t *entry = &directory_of(space, va)[space->reap_cursor % NPTENTRIES];

		if (PTE_ADDR(space->pointers[va >> 30]) == empty_directory) {
			space->reap_cursor += NPTENTRIES;
			continue;
		}
		if (*entry & PTE_P) {
			if (visited >= budget)
				return false;
			visited += NPTENTRIES;
			release_table(entry);
		}
		space->reap_cursor++;
	}
	ports_release(space);
	for (unsigned i = 0; i < NDIRECTORIES; i++)
		if (PTE_ADDR(space->pointers[i]) != empty_directory)
			page_release(page_of(space->pointers[i]));
	return true;
}
