/*
 * Who waits for a CPU, and by what the policy chooses among them.
 *
 * SPDX-License-Identifier: MIT
 */
#include "monitor_command.h"

#include <kernel/env.h>
#include <kernel/printf.h>
#include <kernel/runqueue.h>

static void
show_entry(const struct env *env)
{
	const struct sched_entry *entry = &env->entry;

	cprintf("  %08x %-8s %4u %7u %16llu %4u  %.*s\n", (unsigned)env_id(env),
		env_status(env) == ENV_DYING ? "dying" : "ready", (unsigned)entry->priority,
		(unsigned)entry->tickets, entry->pass, (unsigned)entry->owed, ENV_NAME_SIZE,
		env->public->env_name);
}

/* First come, first served: under round robin all of a queue, else its DYING environments. */
static void
show_queue(const struct runqueue *queue)
{
	const struct list *link = queue->ready.next;

	cprintf("queue of CPU %u: %u wait\n", queue->cpu, queue->length);
	/* What is being changed may lead in a circle. */
	for (unsigned i = 0; i < NENV && link != &queue->ready; i++, link = link->next)
		show_entry(LIST_MEMBER(link, struct env, entry.link));
}

void
command_sched(const struct command_call *call)
{
	(void)call;
	cprintf("policy: %s\n", sched_policy->name);
	cprintf("  id       status   prio tickets             pass owed  name\n");
	for (unsigned i = 0; i < (sched_order == NULL ? ncpus : 1); i++)
		show_queue(&cpus[i].runqueue);
	for (unsigned i = 0; sched_order != NULL && env_slots != NULL && i < NENV; i++)
		if (env_status(&env_slots[i]) == ENV_RUNNABLE)
			show_entry(&env_slots[i]);
}
