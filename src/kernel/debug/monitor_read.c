/*
 * Finding environments, and reading memory without a risk of faults: by the
 * page tables, and then physically.
 *
 * SPDX-License-Identifier: MIT
 */
#include "monitor_command.h"

#include <arch/monitor.h>
#include <kernel/env.h>
#include <kernel/printf.h>

const struct env *
env_with_id(uint64_t id)
{
	const struct env *env;

	/* Before there is a table there are no environments. */
	if (env_slots == NULL)
		return NULL;
	env = &env_slots[ENVX(id)];
	return (uint64_t)env_id(env) == id && env_status(env) != ENV_FREE ? env : NULL;
}

const struct env *
monitor_env(uint64_t id)
{
	const struct env *env = env_with_id(id);

	if (env == NULL)
		cprintf("There is no environment %08x.\n", (unsigned)id);
	return env;
}

const struct env *
monitor_env_with_memory(uint64_t id)
{
	const struct env *env = monitor_env(id);

	if (env != NULL && env_status(env) == ENV_DYING) {
		cprintf("The memory of %08x is being taken apart.\n", (unsigned)id);
		return NULL;
	}
	return env;
}

bool
monitor_read(const struct env *env, uint32_t va, void *bytes, size_t size_bytes)
{
	char *to = bytes;

	while (size_bytes > 0) {
		const size_t left = PGSIZE - va % PGSIZE;
		const size_t part = size_bytes < left ? size_bytes : left;
		struct mapping mapping;

		arch_mapping_find(env, va, &mapping);
		if (!mapping.present ||
		    !arch_physical_read(mapping.physical + (va - mapping.va), to, part))
			return false;
		to += part;
		va += part;
		size_bytes -= part;
	}
	return true;
}
