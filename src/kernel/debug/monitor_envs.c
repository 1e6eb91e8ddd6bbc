/*
 * What environments there are, what they wait for, and where they are.
 *
 * SPDX-License-Identifier: MIT
 */
#include "monitor_command.h"
#include "program_symbols.h"

#include <arch/clock.h>
#include <arch/monitor.h>
#include <kernel/backtrace.h>
#include <kernel/env.h>
#include <kernel/printf.h>
#include <kernel/string.h>

#define CALLERS_MAX 64
#define REASON_SIZE 24
#define NS_PER_MS   1000000

static const char *const status_names[] = {
	[ENV_FREE] = "free",       [ENV_DYING] = "dying",          [ENV_RUNNABLE] = "ready",
	[ENV_RUNNING] = "running", [ENV_NOT_RUNNABLE] = "blocked",
};

#define STATUSES (sizeof(status_names) / sizeof(status_names[0]))

/* What a wait in one of an environment's own queues is for; named like the queues. */
static void
describe_queue(const struct wait_queue *queue, char reason[REASON_SIZE])
{
	const size_t offset = (size_t)((const char *)queue - (const char *)env_slots);
	const size_t slot = offset / sizeof(struct env);
	const size_t field = offset % sizeof(struct env);

	if (slot < NENV && field == offsetof(struct env, ended))
		snprintf(reason, REASON_SIZE, "end of %08x", (unsigned)env_id(&env_slots[slot]));
	else if (slot < NENV && field == offsetof(struct env, senders))
		snprintf(reason, REASON_SIZE, "send to %08x", (unsigned)env_id(&env_slots[slot]));
	else
		snprintf(reason, REASON_SIZE, "console or other");
}

/* Why an environment does not run, as text; empty if it may. */
static void
describe_wait(const struct env *env, char reason[REASON_SIZE])
{
	const uint64_t now_ns = clock_now_ns();

	reason[0] = '\0';
	if (env_status(env) != ENV_NOT_RUNNABLE)
		return;
	switch (env->wait) {
	case WAIT_NONE:
		snprintf(reason, REASON_SIZE, "stopped");
		break;
	case WAIT_REPLY:
		snprintf(reason, REASON_SIZE, "reply of %08x", (unsigned)env_id(env->partner));
		break;
	case WAIT_IPC:
	case WAIT_MESSAGE:
		snprintf(reason, REASON_SIZE, "message");
		break;
	case WAIT_TIMEOUT:
		snprintf(reason, REASON_SIZE, "time, %llu ms",
			 env->deadline_ns > now_ns ? (env->deadline_ns - now_ns) / NS_PER_MS : 0);
		break;
	case WAIT_FUTEX:
		snprintf(reason, REASON_SIZE, "word %08x", (unsigned)env->futex.at);
		break;
	case WAIT_QUEUE:
		describe_queue(env->wait_queue, reason);
		break;
	}
}

void
command_envs(const struct command_call *call)
{
	unsigned counts[STATUSES] = { 0 };
	char reason[REASON_SIZE];
	unsigned used = 0;

	(void)call;
	cprintf("id       parent   status   waits for         cpu       runs  name\n");
	for (unsigned i = 0; env_slots != NULL && i < NENV; i++) {
		const struct env *env = &env_slots[i];
		const struct Env *public = env->public;
		const unsigned status = env_status(env);

		if (status == ENV_FREE || status >= STATUSES)
			continue;
		counts[status]++;
		used++;
		describe_wait(env, reason);
		cprintf("%08x %08x %-8s %-16s %4d %10u  %.*s\n", (unsigned)public->env_id,
			(unsigned)public->env_parent_id, status_names[status], reason,
			public->env_cpunum, (unsigned)public->env_runs, ENV_NAME_SIZE,
			public->env_name);
	}
	cprintf("%u environments: %u running, %u ready, %u blocked, %u dying\n", used,
		counts[ENV_RUNNING], counts[ENV_RUNNABLE], counts[ENV_NOT_RUNNABLE],
		counts[ENV_DYING]);
}

void
offer_env_ids(struct completion *completion)
{
	char id[sizeof("00000000")];

	for (unsigned i = 0; env_slots != NULL && i < NENV; i++) {
		if (env_status(&env_slots[i]) == ENV_FREE)
			continue;
		snprintf(id, sizeof(id), "%x", (unsigned)env_id(&env_slots[i]));
		completion_offer(completion, id);
	}
}

/* Of environments of one name the first will do. */
static bool
is_first_of_name(unsigned slot)
{
	for (unsigned i = 0; i < slot; i++)
		if (env_status(&env_slots[i]) != ENV_FREE &&
		    memcmp(env_slots[i].public->env_name, env_slots[slot].public->env_name,
			   ENV_NAME_SIZE) == 0)
			return false;
	return true;
}

void
offer_env_functions(struct completion *completion)
{
	for (unsigned i = 0; env_slots != NULL && i < NENV; i++)
		if (env_status(&env_slots[i]) != ENV_FREE && is_first_of_name(i))
			offer_functions(&env_slots[i], completion);
}

void
command_trapframe(const struct command_call *call)
{
	const struct env *env = monitor_env(call->values[0]);

	if (env != NULL)
		arch_env_show_registers(env);
}

/* A program's call chain, from what it says of itself: any of it may be wrong. */
static void
show_call_chain(const struct env *env)
{
	struct call_frame frame;
	uint32_t address, va;

	arch_env_call_chain(env, &address, &va);
	cprintf("  ");
	show_place(env, address, false);
	cprintf("\n");
	for (unsigned i = 0; i < CALLERS_MAX && va < UTOP; i++) {
		if (!monitor_read(env, va, &frame, sizeof(frame)))
			break;
		cprintf("  ");
		show_place(env, frame.return_address, true);
		cprintf("\n");
		if (frame.caller_frame <= va)
			break;
		va = frame.caller_frame;
	}
}

void
command_backtrace(const struct command_call *call)
{
	const struct env *env;

	if (call->count == 0) {
		backtrace((uintptr_t)__builtin_frame_address(0));
		return;
	}
	env = monitor_env_with_memory(call->values[0]);
	if (env == NULL)
		return;
	arch_env_show_registers(env);
	cprintf("  call chain:\n");
	show_call_chain(env);
}
