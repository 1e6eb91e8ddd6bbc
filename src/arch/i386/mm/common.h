/*
 * What the address spaces of several environments have in common: the page
 * directories below UCOMMONTOP, all tables under them and all that is mapped.
 * Whatever one of them maps or unmaps there, the others do at the same time.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_MM_COMMON_H
#define TINE_I386_MM_COMMON_H

#include <i386/mm/aspace.h>
#include <kernel/atomic.h>
#include <kernel/cpu.h>

#define COMMON_DIRECTORIES (UCOMMONTOP >> 30)

/*
 * In a page of its own. An environment's lock is taken first, then this one.
 * Letters: c lock; a atomic.
 */
struct common {
	struct spinlock lock;
	pageno_t page;                /* i: where this is */
	unsigned members;             /* c: address spaces that have it */
	uint32_t cpus[MAX_CPUS / 32]; /* a: a bit for each CPU that has loaded one of them */
	struct table_set tables;      /* c: below COMMON_TABLES */
};

_Static_assert(UCOMMONTOP % (1u << 30) == 0 && COMMON_DIRECTORIES < NDIRECTORIES, "whole ones");
_Static_assert(sizeof(struct common) <= PGSIZE, "fits");

/* The page tables of an address space may be looked at, and changed, in between. */
static inline void
space_lock(const struct aspace *space)
{
	if (space->common != NULL)
		spin_lock(&space->common->lock);
}

static inline void
space_unlock(const struct aspace *space)
{
	if (space->common != NULL)
		spin_unlock(&space->common->lock);
}

/* Do others have what the address space has in common property, as well? Its lock is held. */
static inline bool
common_has_others(const struct aspace *space)
{
	return space->common != NULL && space->common->members > 1;
}

/* Drop translations of va, or all, on every CPU that may have them. The lock is held. */
void common_shoot_down(const struct common *common, uint32_t va, bool whole);

/*
 * Leave what an address space that is loaded nowhere has in common with
 * others. False, and nothing done: there are no others any more.
 */
bool common_leave(struct aspace *space);

#endif
