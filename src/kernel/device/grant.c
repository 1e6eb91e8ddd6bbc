/*
 * The grants of environments.
 *
 * A list is one page, since there are thousands of environments and few
 * drivers: an environment without grants has only a null pointer.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/grant.h>

#include <abi/error.h>
#include <arch/paging.h>
#include <kernel/assert.h>
#include <kernel/env.h>

struct grants grants_everything = {
	.page = PAGE_NONE,
	.count = 5,
	.ranges = {
		{ GRANT_MEMORY, 0, UINT32_MAX },
		{ GRANT_PORTS, 0, NPORTS - 1 },
		{ GRANT_LINES, 0, NLINES - 1 },
		{ GRANT_DMA, 0, 0 },
		{ GRANT_KEYS, 0, 0 },
	},
};

/* See to it that env has a list. -E_NO_MEM. */
static int
need_list(struct env *env)
{
	pageno_t page;

	if (env->grants != NULL)
		return 0;
	page = page_alloc_low();
	if (page == PAGE_NONE)
		return -E_NO_MEM;
	env->grants = page_low(page);
	*env->grants = (struct grants){ .page = page };
	return 0;
}

int
grants_give(struct env *env, const struct grant_range *range)
{
	int error;

	assert(spin_held(&env->lock));
	if (grants_cover(env->grants, range))
		return 0;
	error = need_list(env);
	return error < 0 ? error : grants_add(env->grants, range);
}

int
grants_give_all(struct env *env, const struct env *giver)
{
	const struct grants *given = giver->grants;
	int error;

	assert(spin_held(&env->lock) && spin_held(&giver->lock));
	if (given == NULL || env == giver)
		return 0;
	if (given == &grants_everything) {
		grants_release(env);
		env->grants = &grants_everything;
		return 0;
	}
	error = need_list(env);
	if (error < 0)
		return error;
	if (given->count > GRANTS_MAX - env->grants->count)
		return -E_NO_MEM;
	for (unsigned i = 0; i < given->count; i++)
		grants_add(env->grants, &given->ranges[i]);
	return 0;
}

void
grants_release(struct env *env)
{
	if (env->grants != NULL && env->grants->page != PAGE_NONE)
		page_release(env->grants->page);
	env->grants = NULL;
}
