/*
 * Parents and children: who may name whom, and what becomes of the children
 * of one that ends.
 *
 * An environment is in its parent's list until its own end, and the list is
 * under the parent's lock. One that ends passes its children on to its own
 * parent first, so that a parent's slot is never free while it has children,
 * and whoever started a program can end all that the program left behind.
 *
 * SPDX-License-Identifier: MIT
 */
#include "family.h"

#include <kernel/atomic.h>

#define DISSOLVE_BUDGET 16 /* children looked at before others get the CPU */

void
family_join(struct env *parent, struct env *child)
{
	child->bound = false;
	child->thread = false;
	child->awaits_child = false;
	atomic_store(&child->parent, parent);
	if (parent == NULL)
		return;
	spin_lock(&parent->lock);
	child->bound = parent->bound;
	list_push_back(&parent->children, &child->sibling);
	spin_unlock(&parent->lock);
}

/* Lock whoever is env's parent. Null: the kernel is, and remains so. */
static struct env *
lock_parent(struct env *env)
{
	struct env *parent;

	while ((parent = atomic_load(&env->parent)) != NULL) {
		spin_lock(&parent->lock);
		if (atomic_load(&env->parent) == parent)
			break;
		spin_unlock(&parent->lock); /* it has passed env on to its own meanwhile */
	}
	return parent;
}

struct env *
family_leave(struct env *env)
{
	struct env *parent = lock_parent(env);
	bool awaited;

	if (parent == NULL)
		return NULL;
	list_remove(&env->sibling);
	atomic_store(&env->parent, NULL);
	awaited = parent->awaits_child;
	parent->awaits_child = false;
	spin_unlock(&parent->lock);
	return awaited ? parent : NULL;
}

static struct env *
first_child(const struct env *env)
{
	return list_empty(&env->children) ? NULL
					  : LIST_MEMBER(env->children.next, struct env, sibling);
}

/* Until it has left its parent, which comes last. */
static bool
is_ending(const struct env *child)
{
	const unsigned status = env_status(child);

	return status == ENV_DYING || status == ENV_FREE;
}

/*
 * Is child, with env's lock held, to end before env does? One that has never
 * run is, since nobody else knows what was to become of it; and one that is
 * ending is waited for. Else that is for the program to say, of which a
 * thread's end is not the end.
 */
static bool
ends_with(const struct env *child, const struct env *env)
{
	if (is_ending(child) || (env_status(child) == ENV_NOT_RUNNABLE && child->stopped &&
				 child->public->env_runs == 0))
		return true;
	return !env->thread && (child->bound || child->thread);
}

/*
 * End a child that ends with env. Nobody's lock is held, so it may have
 * ended of itself since it was seen, and its slot have another owner.
 */
static void
end_bound(struct env *child, envid_t id)
{
	spin_lock(&child->lock);
	if (env_id(child) == id && env_status(child) != ENV_DYING && env_status(child) != ENV_FREE)
		env_destroy_later(child);
	else
		spin_unlock(&child->lock);
}

/*
 * Pass env's first child on to env's parent, if it is one that does not end
 * with env. Env is locked on entry and not on return.
 */
static void
pass_on(struct env *env)
{
	struct env *parent = atomic_load(&env->parent);
	struct env *child;

	spin_unlock(&env->lock);
	if (parent == NULL)
		spin_lock(&env->lock);
	else
		env_lock_pair(env, parent);
	child = first_child(env);
	/* Another may be the first by now. */
	if (child != NULL && !ends_with(child, env) && atomic_load(&env->parent) == parent) {
		list_remove(&child->sibling);
		if (parent != NULL)
			list_push_back(&parent->children, &child->sibling);
		atomic_store(&child->parent, parent);
		atomic_store(&child->public->env_parent_id, parent != NULL ? env_id(parent) : 0);
	}
	env_put_pair(env, parent != NULL ? parent : env);
}

enum family_state
family_dissolve(struct env *env)
{
	struct env *child;
	envid_t id;

	for (unsigned i = 0; i < DISSOLVE_BUDGET; i++) {
		spin_lock(&env->lock);
		child = first_child(env);
		if (child == NULL) {
			spin_unlock(&env->lock);
			return FAMILY_NONE_LEFT;
		}
		if (!ends_with(child, env)) {
			pass_on(env);
			continue;
		}
		id = env_id(child);
		env->awaits_child = is_ending(child);
		if (env->awaits_child) {
			spin_unlock(&env->lock);
			return FAMILY_AWAITED;
		}
		spin_unlock(&env->lock);
		end_bound(child, id);
	}
	return FAMILY_MORE;
}
