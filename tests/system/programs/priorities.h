/*
 * For programs about fixed priorities: they need sched=prio, and keep CPUs busy.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_TESTS_PRIORITIES_H
#define TINE_TESTS_PRIORITIES_H

#include "check.h"

#define CPUS_MAX 8

/* Whatever the caller starts ends with it. */
CHECK_FUNCTION void
require_prio(struct sched_info *info)
{
	CHECK_RESULT(sys_sched_info(info), 0);
	CHECK(strcmp(info->policy, "prio") == 0 && info->cpus <= CPUS_MAX);
	CHECK_RESULT(sys_env_set_bound(0, 1), 0); /* that nobody spins on if a check fails */
}

/* Have a child call spin for ever. */
CHECK_FUNCTION envid_t
start_spinner(uint32_t priority, void (*spin)(void))
{
	const envid_t child = checked_fork();

	if (child == 0)
		for (;;)
			spin();
	CHECK_RESULT(sys_env_set_priority(child, priority), 0);
	return child;
}

#endif
