/*
 * Address spaces that have all below UCOMMONTOP in common.
 *
 * The CPUs that may have cached its translations are noted when they load a
 * member, so that a change costs by the CPUs concerned, not by the members.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/mm/common.h>

#include <abi/error.h>
#include <arch/paging.h>
#include <i386/mm/pagetable.h>
#include <kernel/assert.h>
#include <kernel/env.h>

static uint32_t *
cpu_word(struct common *common)
{
	return &common->cpus[cpu_index() / 32];
}

void
common_loaded(struct common *common)
{
	atomic_fetch_or(cpu_word(common), 1u << cpu_index() % 32);
}

void
common_unloaded(struct common *common)
{
	atomic_fetch_and(cpu_word(common), ~(1u << cpu_index() % 32));
}

void
common_shoot_down(const struct common *common, uint32_t va, bool whole)
{
	for (unsigned word = 0; word < MAX_CPUS / 32; word++) {
		uint32_t bits = atomic_load(&common->cpus[word]);

		for (; bits != 0; bits &= bits - 1)
			shoot_down_on(word * 32 + (unsigned)__builtin_ctz(bits), va, whole);
	}
}

/* Have what env, which is loaded here, has below UCOMMONTOP be common property, with one owner. */
static int
common_create(struct env *env)
{
	struct aspace *space = &env->aspace;
	pageno_t pages[1 + COMMON_DIRECTORIES] = { PAGE_NONE };
	struct common *common;
	unsigned taken = 0, wanted = 1;

	for (unsigned i = 0; i < COMMON_DIRECTORIES; i++)
		wanted += !has_directory(space, i << 30);
	for (; taken < wanted; taken++) {
		pages[taken] = page_alloc_low_cleared();
		if (pages[taken] == PAGE_NONE) {
			while (taken > 0)
				page_release_cleared(pages[--taken]);
			return -E_NO_MEM;
		}
	}
	/* All of them now: one that came later would have to be put in each member's pointers. */
	for (unsigned i = 0; i < COMMON_DIRECTORIES; i++)
		if (!has_directory(space, i << 30))
			install_directory(env, i << 30, pages[--taken]);
	common = page_low(pages[0]);
	common->lock = (struct spinlock)SPINLOCK_INIT(LOCK_COMMON, "common address space");
	common->page = pages[0];
	common->members = 1;
	aspace_move_tables(space, &common->tables);
	space->common = common;
	env->arch.loads |= LOADS_COMMON;
	this_cpu()->arch.loads |= LOADS_COMMON;
	aspace_loaded(space);
	return 0;
}

int
aspace_join(struct env *from, struct env *to)
{
	struct aspace *const space = &to->aspace;
	int error = 0;

	assert(from == this_cpu()->loaded && atomic_load(&to->loaded_on) < 0);
	if (space->common != NULL || aspace_next_table(space, 0) < COMMON_TABLES)
		return -E_INVAL;
	if (from->aspace.common == NULL)
		error = common_create(from);
	if (error < 0)
		return error;
	for (unsigned i = 0; i < COMMON_DIRECTORIES; i++)
		install_directory(to, i << 30, page_of(from->aspace.pointers[i]));
	space->common = from->aspace.common;
	to->arch.loads |= LOADS_COMMON;
	space_lock(space);
	space->common->members++;
	space_unlock(space);
	return 0;
}

bool
common_leave(struct aspace *space)
{
	struct common *common = space->common;
	bool others;

	spin_lock(&common->lock);
	others = common->members > 1;
	common->members -= others;
	spin_unlock(&common->lock);
	if (!others)
		return false;
	space->common = NULL;
	for (unsigned i = 0; i < COMMON_DIRECTORIES; i++)
		space->pointers[i] = empty_directory | PTE_P;
	return true;
}
