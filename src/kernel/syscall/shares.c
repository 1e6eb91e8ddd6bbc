/*
 * System calls on shares of the CPU. Every program reads them, and what was
 * had of them, in envs[]; only an ancestor, or itself, may set them.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/info.h>
#include <kernel/runqueue.h>
#include <kernel/sched.h>
#include <kernel/string.h>
#include <kernel/syscall.h>
#include <kernel/usercheck.h>

/* What nobody may have more of than the caller. */
static int
check_share(uint32_t share, uint32_t least, uint32_t own)
{
	return share < least || share > own ? -E_INVAL : 0;
}

int32_t
sys_env_set_priority(struct env *caller, envid_t id, uint32_t priority)
{
	struct env *env;
	int error = check_share(priority, 0, caller->public->env_priority);

	if (error == 0)
		error = env_get_descendant(caller, id, &env);
	if (error < 0)
		return error;
	sched_set_priority(env, priority);
	env_put(env);
	return 0;
}

int32_t
sys_env_set_tickets(struct env *caller, envid_t id, uint32_t tickets)
{
	struct env *env;
	int error = check_share(tickets, 1, caller->public->env_tickets);

	if (error == 0)
		error = env_get_descendant(caller, id, &env);
	if (error < 0)
		return error;
	sched_set_tickets(env, tickets);
	env_put(env);
	return 0;
}

int32_t
sys_sched_info(struct env *caller, uservaddr_t info)
{
	struct sched_info answer = { .slice_ns = SLICE_NS, .cpus = ncpus };

	memcpy(answer.policy, sched_policy->name, strlen(sched_policy->name));
	return user_store(caller, info, &answer, sizeof(answer));
}
