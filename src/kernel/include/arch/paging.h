/*
 * Address spaces, and access to physical pages. struct aspace is defined by
 * the architecture in <i386/mm/aspace.h>.
 *
 * All functions on an address space want its environment's lock held, except
 * for one that nobody else can reach. Addresses are page-aligned and below
 * UTOP; permissions are PTE_xxx that perm_valid accepted.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_ARCH_PAGING_H
#define TINE_ARCH_PAGING_H

#include <abi/mmu.h>
#include <abi/state.h>
#include <i386/mm/aspace.h>
#include <kernel/page.h>
#include <kernel/uservaddr.h>

struct env;

/* An empty address space. -E_NO_MEM. */
int aspace_create(struct aspace *space);

/*
 * Map page at va with perm, in place of what was there. Takes over the
 * caller's reference to the page; on error the caller keeps it and nothing
 * has changed. When it returns no CPU uses the old mapping. -E_NO_MEM.
 */
int aspace_map(struct env *env, uservaddr_t va, pageno_t page, int perm);

/* The same for a new page, all zeroes. -E_NO_MEM. */
int aspace_map_new(struct env *env, uservaddr_t va, int perm);

/*
 * The same for device memory, a page of which the caller knows that programs
 * may have it; caching is enum device_caching. Such a page is only ever
 * mapped in this way: for all other functions there is nothing to share.
 */
int aspace_map_device(struct env *env, uservaddr_t va, pageno_t page, int perm, uint32_t caching);

/* The page of memory at va and its permissions (PTE_xxx), or PAGE_NONE. */
pageno_t aspace_lookup(const struct env *env, uservaddr_t va, int *perm);

/*
 * Where a word is, the same for all that have it: in a page marked PTE_SHARE
 * that page and the offset; else what has the address, an address space or
 * what several have in common, since such a page may become another by a copy.
 */
struct word_place {
	const void *space; /* or null */
	pageno_t page;     /* or PAGE_NONE */
	uint32_t at;
};

/* The place of the word at va, a multiple of 4, and its value now. -E_FAULT: no memory there. */
int aspace_word(const struct env *env, uservaddr_t va, struct word_place *place, uint32_t *value);

/*
 * The same with a reference for the caller to place->page, if it is one.
 * -E_NO_MEM: it has as many references as can be counted.
 */
int aspace_hold_word(const struct env *env, uservaddr_t va, struct word_place *place,
		     uint32_t *value);

/*
 * Take a reference to the page at va so as to map it elsewhere with perm.
 * -E_INVAL: nothing there, or perm asks to write what is read-only.
 * -E_NO_MEM: it has as many references as can be counted.
 */
int aspace_share(struct env *env, uservaddr_t va, int perm, pageno_t *page);

/* Remove the mapping at va, if any. When it returns no CPU uses it. -E_NO_MEM. */
int aspace_unmap(struct env *env, uservaddr_t va);

/* All page-aligned, and below UTOP. */
struct cow_range {
	uint32_t start, size_bytes;
	uint32_t hot_start, hot_size_bytes; /* at most HOT_PAGES_MAX pages */
};
#define HOT_PAGES_MAX 2

/*
 * Map in to what from has in a range that is not empty, copy-on-write: pages
 * that can be written, and are not marked PTE_SHARE, lose that right in both
 * and are marked PTE_COW. Page tables may be shared instead; then the right
 * is lost by uvpd[] lacking PTE_W, and the marks appear when one of the two
 * changes its table. Of hot pages, to gets copies at once, and from keeps
 * them as they are. Both locks are held; from is the current environment, to
 * another one. -E_INVAL: to has had pages in the range's tables. -E_NO_MEM.
 */
int aspace_map_cow(struct env *from, struct env *to, const struct cow_range *range);

/*
 * Make the copy-on-write page at va writable: a copy of it, if anyone else
 * has it. -E_INVAL: neither marked PTE_COW nor writable. -E_NO_MEM.
 */
int aspace_own(struct env *env, uservaddr_t va);

/*
 * Have to, which has never run, share all below UCOMMONTOP with from, which
 * is loaded here, whatever either maps or unmaps there later. Both locks are
 * held. -E_INVAL: to shares with others already, or has page tables there. -E_NO_MEM.
 */
int aspace_join(struct env *from, struct env *to);

/*
 * Map the page at va of from also at target of to, which both may be one, in
 * place of what was there. Both locks are held; addresses and perm are valid.
 * -E_INVAL: from has no page there, or may not write to it as perm says; -E_NO_MEM.
 */
int aspace_transfer(struct env *from, uservaddr_t va, int perm, struct env *to, uservaddr_t target);

/* Are the two address spaces one below UCOMMONTOP? Nobody's lock need be held while neither can end. */
static inline bool
aspace_same(const struct aspace *one, const struct aspace *other)
{
	return one == other || (one->common != NULL && one->common == other->common);
}

/* This CPU is about to load an address space; it has loaded another, or none, in its place. */
static inline void
aspace_loaded(const struct aspace *space)
{
	if (space->common != NULL)
		common_loaded(space->common);
}
static inline void
aspace_unloaded(const struct aspace *space)
{
	if (space->common != NULL)
		common_unloaded(space->common);
}

/* Would env be allowed to write to the page at va? If only a shared table stands in the way, it goes. */
enum write_access { WRITE_DENIED, WRITE_ALLOWED, WRITE_NO_MEMORY };
enum write_access aspace_prepare_write(struct env *env, uservaddr_t va);

/*
 * The same, for the current environment and without its lock, as long as it
 * takes looking only: a table of its own stays so. WRITE_NO_MEMORY: it takes more.
 */
enum write_access aspace_own_write(const struct env *env, uservaddr_t va);

/* Is what may be mapped at va only env's? Else others have it in common with it. The space is locked. */
bool aspace_is_own(const struct env *env, uservaddr_t va);

/* List what is mapped from list->next on, and its own, as far as there is room and bounded work reaches. */
void aspace_list(const struct env *env, struct PageList *list);

/*
 * The page at va as it is now, with a reference for the caller, and perm: a
 * copy, if env can write to it and it is not marked PTE_SHARE. -E_INVAL:
 * nothing there that could be shared, or not its own; -E_NO_MEM.
 */
int aspace_save(struct env *env, uservaddr_t va, pageno_t *page, int *perm);

/* What is at va counts as not written from now on, or was never mapped. Its table is env's own. */
void aspace_mark_unwritten(struct env *env, uservaddr_t va);

/*
 * See to it that va can be mapped or unmapped without memory, as long as env
 * does not run. -E_NO_MEM; -E_INVAL: it is not its own.
 */
int aspace_prepare(struct env *env, uservaddr_t va);

/*
 * Take the address space of a DYING environment apart. Visits about budget
 * entries and returns false; true when nothing is left.
 */
bool aspace_reap(struct env *env, unsigned budget);

/* Drop every translation of user addresses that this CPU has cached. */
void aspace_flush_local(void);

/* The bytes of a page that page_alloc_low gave. */
void *page_low(pageno_t page);

/* Contents of a page that no address space shows, or whose owner is stopped. */
void page_zero(pageno_t page);
void page_copy(pageno_t to, pageno_t from);
uint32_t page_read_word(pageno_t page, size_t offset);
void page_write(pageno_t page, size_t offset, const void *bytes, size_t size_bytes);

#endif
