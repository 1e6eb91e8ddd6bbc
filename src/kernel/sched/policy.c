/*
 * The policies that there are, by the names that sched= knows.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/policy.h>

#include <kernel/string.h>

static const struct sched_policy *const policies[] = {
	&sched_rr,
	&sched_prio,
	&sched_stride,
	&sched_lottery,
};

const struct sched_policy *
sched_policy_find(const char *name)
{
	for (unsigned i = 0; i < sizeof(policies) / sizeof(policies[0]); i++)
		if (strcmp(name, policies[i]->name) == 0)
			return policies[i];
	return NULL;
}
