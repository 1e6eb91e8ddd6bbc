/*
 * Which environment's registers and address space a CPU holds.
 *
 * An environment stays loaded after it has stopped being current, until the
 * CPU loads another or goes to sleep: often the same one comes back. Another
 * CPU that wants it waits for that; since a CPU in this state is in the
 * kernel and on its way to one of the two, the wait is short.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/switch.h>

#include <kernel/trace.h>

void
switch_away(void)
{
	struct cpu *self = this_cpu();
	struct env *old = self->loaded;

	if (old == NULL)
		return;
	arch_env_save(&old->arch);
	self->loaded = NULL;
	arch_env_unload();
	aspace_unloaded(&old->aspace);
	atomic_store(&old->loaded_on, -1);
}

/* While tracing is on nobody comes this way. */
void
switch_apart(struct cpu *self, struct env *old, struct env *env)
{
	switch_directly(self, old, env);
}

void
switch_to(struct env *env)
{
	struct cpu *self = this_cpu();
	struct env *old = self->loaded;

	if (old == env)
		return;
	if (atomic_load(&env->loaded_on) >= 0) {
		/* Two CPUs may want each other's: let go before waiting. */
		switch_away();
		old = NULL;
		while (atomic_load(&env->loaded_on) >= 0) {
			cpu_poll();
			arch_relax();
		}
	}
	trace_switch(old, env);
	switch_directly(self, old, env);
}
