/*
 * Looking up and adding to a list of grants. Touches nothing but the list;
 * tested on the host.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/grant.h>

#include <abi/error.h>
#include <kernel/assert.h>

bool
grants_cover(const struct grants *grants, const struct grant_range *range)
{
	for (unsigned i = 0; grants != NULL && i < grants->count; i++) {
		const struct grant_range *held = &grants->ranges[i];

		if (held->kind == range->kind && held->first <= range->first &&
		    range->last <= held->last)
			return true;
	}
	return false;
}

int
grants_add(struct grants *grants, const struct grant_range *range)
{
	assert(range->first <= range->last);
	if (grants_cover(grants, range))
		return 0;
	if (grants->count == GRANTS_MAX)
		return -E_NO_MEM;
	grants->ranges[grants->count++] = *range;
	return 0;
}
