/*
 * The short way of calls that change one page of the environment loaded here, in place of what
 * <arch/paging.h> has: no more than an entry and this CPU's page cache, and no function called.
 *
 * The environment's lock is held. False, and nothing done: it takes the long way, for instance
 * to a page table that is not there yet, or to the last page of all.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_ARCH_PAGE_SHORT_H
#define TINE_ARCH_PAGE_SHORT_H

#include <kernel/env.h>

/* aspace_map_new */
static inline bool short_map_new(struct env *env, uservaddr_t va, int perm);

/* aspace_unmap */
static inline bool short_unmap(struct env *env, uservaddr_t va);

/* aspace_own */
static inline bool short_own(struct env *env, uservaddr_t va);

#include <i386/mm/page_short.h>

#endif
