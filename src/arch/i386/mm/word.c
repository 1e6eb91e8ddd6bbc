/*
 * Words of memory that programs wait for: where they are, and what is there now.
 *
 * SPDX-License-Identifier: MIT
 */
#include <arch/paging.h>

#include <abi/error.h>
#include <i386/mm/common.h>
#include <kernel/env.h>

/* The space is locked. */
static int
find_word(const struct env *env, uservaddr_t va, struct word_place *place, uint32_t *value)
{
	const struct aspace *space = &env->aspace;
	const bool common = space->common != NULL && va.value < UCOMMONTOP;
	pageno_t page;
	int perm;

	page = aspace_lookup(env, user_va(ROUNDDOWN(va.value, PGSIZE)), &perm);
	if (page == PAGE_NONE)
		return -E_FAULT;
	*value = page_read_word(page, va.value % PGSIZE);
	if (perm & PTE_SHARE)
		*place = (struct word_place){ NULL, page, va.value % PGSIZE };
	else
		*place = (struct word_place){ common ? (const void *)space->common : space,
					      PAGE_NONE, va.value };
	return 0;
}

int
aspace_word(const struct env *env, uservaddr_t va, struct word_place *place, uint32_t *value)
{
	int error;

	space_lock(&env->aspace);
	error = find_word(env, va, place, value);
	space_unlock(&env->aspace);
	return error;
}

int
aspace_hold_word(const struct env *env, uservaddr_t va, struct word_place *place, uint32_t *value)
{
	int error;

	space_lock(&env->aspace);
	error = find_word(env, va, place, value);
	if (error == 0 && place->page != PAGE_NONE && !page_retain(place->page))
		error = -E_NO_MEM;
	space_unlock(&env->aspace);
	return error;
}
