/*
 * The table of environments: slots, ids, and finding one by id.
 *
 * A slot keeps its lock and its place for ever; only its owner changes. The
 * slot freed last is used next, with the following generation, as in the lab.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/env.h>

#include "family.h"

#include <kernel/assert.h>
#include <kernel/atomic.h>
#include <kernel/futex.h>
#include <kernel/sched.h>
#include <kernel/trace.h>

struct env *env_slots;

/* Letters: t lock; a atomic. */
static struct {
	struct spinlock lock;
	struct list free; /* t: through env->entry.link, last freed first */
	unsigned in_use;  /* a: all but those that are in the list, or about to be */
} table = { .lock = SPINLOCK_INIT(LOCK_ENV_TABLE, "environment table") };

void
env_table_init(struct env *private_half, struct Env *public_half)
{
	env_slots = private_half;
	list_init(&table.free);
	futex_init();
	for (unsigned i = 0; i < NENV; i++) {
		struct env *env = &env_slots[i];

		env->public = &public_half[i];
		env->public->env_status = ENV_FREE;
		env->lock = (struct spinlock)SPINLOCK_INIT(LOCK_ENV, "environment");
		env->loaded_on = -1;
		env->entry.index = i;
		wait_queue_init(&env->ended);
		wait_queue_init(&env->senders);
		list_init(&env->callers);
		list_init(&env->caller_link);
		list_init(&env->wait_link);
		list_init(&env->children);
		list_init(&env->sibling);
		list_push_back(&table.free, &env->entry.link);
	}
}

/* The id of the slot's next owner. Ids stay positive: 0 and negative numbers mean other things. */
static envid_t
next_id(const struct env *env)
{
	const uint32_t generation = 1u << ENVGENSHIFT;
	uint32_t id = ((uint32_t)env_id(env) + generation) & ~(uint32_t)(NENV - 1);

	if ((int32_t)id <= 0)
		id = generation;
	return (envid_t)(id | (uint32_t)(env - env_slots));
}

/* A free slot; null: all are in use. */
static struct env *
take_slot(void)
{
	struct list *link;

	for (;;) {
		spin_lock(&table.lock);
		link = list_pop_front(&table.free);
		if (link != NULL)
			atomic_fetch_add(&table.in_use, 1);
		spin_unlock(&table.lock);
		if (link != NULL)
			return LIST_MEMBER(link, struct env, entry.link);
		if (atomic_load(&table.in_use) == NENV)
			return NULL;
		/* One that has ended is about to be in the list. */
		cpu_poll();
		arch_relax();
	}
}

static void
return_slot(struct env *env)
{
	spin_lock(&table.lock);
	list_push_front(&table.free, &env->entry.link);
	spin_unlock(&table.lock);
}

int
env_create(struct env *parent, struct env **created)
{
	struct env *env = take_slot();

	if (env == NULL)
		return -E_NO_FREE_ENV;
	if (aspace_create(&env->aspace) < 0) {
		atomic_fetch_add(&table.in_use, -1u);
		return_slot(env);
		return -E_NO_MEM;
	}
	arch_env_init(env);

	spin_lock(&env->lock);
	*env->public = (struct Env){
		.env_id = next_id(env),
		.env_parent_id = parent != NULL ? env_id(parent) : 0,
		.env_type = ENV_TYPE_USER,
		.env_status = ENV_FREE,
	};
	sched_inherit(env, parent);
	env->requests = 0;
	env->stopped = true;
	env->wait = WAIT_NONE;
	env->partner = env;
	env->caller = env;
	env->progress = 0;
	env->lines = 0;
	env->keeper = 0;
	env_set_status(env, ENV_NOT_RUNNABLE);
	spin_unlock(&env->lock);
	family_join(parent, env);
	trace_always(TRACE_CREATE, (uint32_t)env_id(env), 0);
	env_report("[%08x] new env %08x\n", parent != NULL ? env_id(parent) : 0, env_id(env));
	*created = env;
	return 0;
}

/* The slot of an environment whose memory has all been returned goes back to the table. */
void
env_release_slot(struct env *env)
{
	const struct env *current = this_cpu()->current;
	struct env *awaiting;

	trace_always(TRACE_FREE, (uint32_t)env_id(env), 0);
	/* Whom the lab names first: the one that ended it, else itself. */
	env_report("[%08x] free env %08x\n", env_id(current != NULL ? current : env), env_id(env));
	/* Before its end can be known: who knows of it may have its slot. */
	atomic_fetch_add(&table.in_use, -1u);
	spin_lock(&env->lock);
	env_set_status(env, ENV_FREE);
	spin_unlock(&env->lock);
	/* Not before: one that ends with all its children has ended when they are seen to be. */
	awaiting = family_leave(env);
	wait_wake_all(&env->ended, 0);
	return_slot(env);
	if (awaiting != NULL)
		sched_enqueue(awaiting);
}

unsigned
env_count(void)
{
	return atomic_load(&table.in_use);
}

static struct env *
slot_of(struct env *caller, envid_t id)
{
	if (id == 0)
		return caller;
	return id < 0 ? NULL : &env_slots[ENVX(id)];
}

/* With its lock held: does the slot hold the environment called id, and may caller name it? */
static bool
accepts(const struct env *env, const struct env *caller, envid_t id, bool only_family)
{
	const unsigned status = env_status(env);

	if (id != 0 && env_id(env) != id)
		return false;
	if (status == ENV_FREE || status == ENV_DYING)
		return false;
	return !only_family || env == caller || env->public->env_parent_id == env_id(caller);
}

int
env_get(struct env *caller, envid_t id, bool only_family, struct env **found)
{
	struct env *env = slot_of(caller, id);

	if (env == NULL)
		return -E_BAD_ENV;
	spin_lock(&env->lock);
	if (!accepts(env, caller, id, only_family)) {
		spin_unlock(&env->lock);
		return -E_BAD_ENV;
	}
	*found = env;
	return 0;
}

/*
 * The parent of the environment called id, or 0 if it is no more. No lock is
 * held: a slot's next owner writes its id before all else, so if the id is
 * the old one at the end, so was what was read before.
 */
static envid_t
parent_of(envid_t id)
{
	const volatile struct Env *public = env_slots[ENVX(id)].public;
	const envid_t parent = public->env_parent_id;
	const bool there = public->env_status != ENV_FREE;

	return there && public->env_id == id ? parent : 0;
}

static bool
is_descendant(const struct env *caller, envid_t id)
{
	envid_t ancestor = id == 0 ? env_id(caller) : id;
	unsigned i;

	for (i = 0; i < ENV_GENERATIONS_MAX && ancestor > 0 && ancestor != env_id(caller); i++)
		ancestor = parent_of(ancestor);
	return ancestor == env_id(caller);
}

int
env_get_descendant(struct env *caller, envid_t id, struct env **found)
{
	return is_descendant(caller, id) ? env_get(caller, id, false, found) : -E_BAD_ENV;
}

int
env_get_stopped(struct env *caller, envid_t id, struct env **self, struct env **found)
{
	if (!is_descendant(caller, id))
		return -E_BAD_ENV;
	for (;;) {
		const int error = env_get_pair(caller, 0, id, false, self, found);
		const struct env *env = *found;

		if (error < 0)
			return error;
		if (!env->stopped || env_status(env) != ENV_NOT_RUNNABLE) {
			env_put_pair(*self, *found);
			return -E_INVAL;
		}
		if (atomic_load(&env->loaded_on) < 0)
			return 0;
		/* A CPU that it has just left is about to store its registers, and may want our locks. */
		env_put_pair(*self, *found);
		cpu_poll();
		arch_relax();
	}
}

void
env_lock_pair(struct env *first, struct env *second)
{
	spin_lock(first < second ? &first->lock : &second->lock);
	if (first != second)
		spin_lock(first < second ? &second->lock : &first->lock);
}

int
env_get_pair(struct env *caller, envid_t first_id, envid_t second_id, bool only_family,
	     struct env **first, struct env **second)
{
	struct env *a = slot_of(caller, first_id);
	struct env *b = slot_of(caller, second_id);

	if (a == NULL || b == NULL)
		return -E_BAD_ENV;
	env_lock_pair(a, b);
	if (!accepts(a, caller, first_id, only_family) ||
	    !accepts(b, caller, second_id, only_family)) {
		env_put_pair(a, b);
		return -E_BAD_ENV;
	}
	*first = a;
	*second = b;
	return 0;
}

void
env_put_pair(struct env *first, struct env *second)
{
	if (first != second)
		spin_unlock(&second->lock);
	spin_unlock(&first->lock);
}

void
env_wait_for_end(struct env *caller, envid_t id)
{
	struct env *env = slot_of(caller, id);

	env_lock_pair(caller, env);
	if (env_id(env) == id && env_status(env) != ENV_FREE)
		wait_on(caller, &env->ended);
	env_put_pair(caller, env);
}
