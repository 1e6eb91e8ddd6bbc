/*
 * Changing what a program may do with a page.
 *
 * SPDX-License-Identifier: MIT
 */
#include "monitor_command.h"

#include <arch/monitor.h>
#include <kernel/env.h>
#include <kernel/printf.h>

static const char *const refusals[] = {
	[PROTECT_ABSENT] = "No page of memory is mapped there.",
	[PROTECT_SHARED_TABLE] = "Others have the same page table; it cannot be changed for one.",
	[PROTECT_SHARED_PAGE] = "Others have the same page; writing to it would change theirs.",
};

void
command_protect(const struct command_call *call)
{
	const struct env *env = monitor_env_with_memory(call->values[2]);
	enum protect_result result;

	if (env == NULL || !monitor_may_change())
		return;
	if (call->values[0] >= UTOP) {
		cprintf("Only programs' pages change: their addresses are below %08x.\n",
			(unsigned)UTOP);
		return;
	}
	result = arch_protect(&env_slots[ENVX(env_id(env))], (uint32_t)call->values[0],
			      call->values[1] & RIGHT_WRITE, call->values[1] & RIGHT_EXECUTE);
	if (result != PROTECT_DONE)
		cprintf("%s\n", refusals[result]);
}
