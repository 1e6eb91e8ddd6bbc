/*
 * Grants: which device memory, ports, lines and so on an environment may use.
 *
 * A list only ever grows, and is only given up as a whole, when its owner
 * ends. What is in it was in the giver's list: so all rights come from the
 * programs that the kernel started itself.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_GRANT_H
#define TINE_KERNEL_GRANT_H

#include <abi/device.h>
#include <abi/mmu.h>
#include <kernel/page.h>

struct env;

struct grant_range {
	enum grant_kind kind;
	uint32_t first, last;
};

/* The owner's lock guards it. */
struct grants {
	pageno_t page; /* that it lies in; PAGE_NONE: the kernel's own, which never changes */
	unsigned count;
	struct grant_range ranges[];
};

#define GRANTS_MAX ((PGSIZE - sizeof(struct grants)) / sizeof(struct grant_range))

/* Is all of the range in one range of the list? A null list holds nothing. */
bool grants_cover(const struct grants *grants, const struct grant_range *range);

/* Add a range, unless it is covered already. -E_NO_MEM: the list is full. */
int grants_add(struct grants *grants, const struct grant_range *range);

/* What the programs have that the kernel starts itself: everything. */
extern struct grants grants_everything;

/*
 * Give env a range, or all that giver has. Locks held. -E_NO_MEM, and nothing
 * has changed.
 */
int grants_give(struct env *env, const struct grant_range *range);
int grants_give_all(struct env *env, const struct env *giver);

/* Give up the list of an environment that has ended. */
void grants_release(struct env *env);

#endif
