/*
 * Parents and children, for the table of environments and their life cycle.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_ENV_FAMILY_H
#define TINE_KERNEL_ENV_FAMILY_H

#include <kernel/env.h>

enum family_state {
	FAMILY_NONE_LEFT, /* no children any more */
	FAMILY_MORE,      /* call again */
	FAMILY_AWAITED,   /* once family_leave gives this environment */
};

/* A new environment becomes a child of parent (null: of the kernel). No lock is held. */
void family_join(struct env *parent, struct env *child);

/*
 * An environment that is gone leaves its parent, which nobody can have ended
 * before. Returns the parent if it is DYING and waited for this: the caller
 * puts it in a run queue when the environment's slot is free.
 */
struct env *family_leave(struct env *env);

/*
 * End the children that are bound to a DYING environment and pass the others
 * on to its parent: a bounded number of them. No lock is held.
 */
enum family_state family_dissolve(struct env *env);

#endif
