/*
 * The change from one environment to another itself, to be inlined.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_SWITCH_H
#define TINE_KERNEL_SWITCH_H

#include <arch/switch.h>
#include <kernel/atomic.h>
#include <kernel/sched.h>

/* Load env, which no CPU has loaded and this one alone may, in place of old, loaded here, or of none. */
static inline void
switch_directly(struct cpu *self, struct env *old, struct env *env)
{
	if (old != NULL)
		arch_env_save(&old->arch);
	/* Before the first translation is cached, so that whoever changes one finds this CPU. */
	atomic_store_full(&env->loaded_on, (int8_t)self->index);
	aspace_loaded(&env->aspace);
	self->loaded = env; /* before: it says to where an NMI has to return */
	arch_env_load(&env->arch, &env->aspace, &self->arch);
	if (old == NULL)
		return;
	if (!aspace_same(&old->aspace, &env->aspace))
		aspace_unloaded(&old->aspace);
	atomic_store(&old->loaded_on, -1);
}

#endif
