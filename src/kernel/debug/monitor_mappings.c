/*
 * What a range of addresses maps to, and who may do what there.
 *
 * SPDX-License-Identifier: MIT
 */
#include "monitor_command.h"

#include <arch/monitor.h>
#include <kernel/printf.h>

static bool
continues(const struct mapping *before, const struct mapping *next)
{
	return before->va + before->size_bytes == next->va &&
	       before->physical + before->size_bytes == next->physical &&
	       before->user == next->user && before->writable == next->writable &&
	       before->executable == next->executable && before->large == next->large &&
	       before->memory_type == next->memory_type;
}

static void
show(const struct mapping *range)
{
	cprintf("%08x-%08x  %010llx  %-6s r%c%c%s%s%s\n", (unsigned)range->va,
		(unsigned)(range->va + range->size_bytes - 1), range->physical,
		range->user ? "user" : "kernel", range->writable ? 'w' : '-',
		range->executable ? 'x' : '-', range->large ? "  large pages" : "",
		range->memory_type != NULL ? "  " : "",
		range->memory_type != NULL ? range->memory_type : "");
}

void
command_mappings(const struct command_call *call)
{
	const uint64_t last = call->count > 1 ? call->values[1] : call->values[0];
	const struct env *env = NULL;
	struct mapping range = { 0 };
	struct mapping next;

	if (call->count == 3) {
		env = monitor_env_with_memory(call->values[2]);
		if (env == NULL)
			return;
	}
	for (uint64_t va = call->values[0]; va <= last; va = (uint64_t)next.va + next.size_bytes) {
		arch_mapping_find(env, (uint32_t)va, &next);
		if (!next.present)
			continue;
		if (range.present && continues(&range, &next)) {
			range.size_bytes += next.size_bytes;
			continue;
		}
		if (range.present)
			show(&range);
		range = next;
	}
	if (range.present)
		show(&range);
	else
		cprintf("Nothing is mapped there.\n");
}
