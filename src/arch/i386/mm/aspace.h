/*
 * An address space: four page directories under one PAE pointer table.
 *
 * A directory without user mappings is the shared, empty one; only the last,
 * which also holds the kernel's entries and the window of uvpt[] on the
 * tables themselves, always exists.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_MM_ASPACE_H
#define TINE_I386_MM_ASPACE_H

#include <abi/memlayout.h>
#include <abi/mmu.h>

#define NDIRECTORIES  4
#define USER_TABLES   (UTOP >> PTSHIFT)       /* entries of uvpd[] that are the program's */
#define COMMON_TABLES (UCOMMONTOP >> PTSHIFT) /* those of them that may be common property */

struct common;

/* Which page tables there are. */
struct table_set {
	uint32_t bits[(USER_TABLES + 31) / 32]; /* a bit for each, */
	uint32_t summary[2];                    /* and one for each word of those that is not 0 */
};

struct aspace {
	uint64_t pointers[NDIRECTORIES] __attribute__((aligned(32))); /* what CR3 points to */
	struct table_set tables; /* but for those that it has in common with others: */
	struct common *common;   /* all below UCOMMONTOP, or null */
};

/* Note that this CPU has loaded, or is about to leave, an address space that is common. */
void common_loaded(struct common *common);
void common_unloaded(struct common *common);

#endif
