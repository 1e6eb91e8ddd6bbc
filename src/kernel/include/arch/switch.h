/*
 * Changing from one environment to another. <i386/cpu/envload.h> has the
 * functions, to be inlined.
 *
 * Save what entry did not (FPU, thread segments) of the environment loaded on this CPU:
 *
 *   void arch_env_save(struct arch_env *arch);
 *
 * Load an environment's address space, FPU and thread segments on this CPU, cpu:
 *
 *   void arch_env_load(struct arch_env *arch, const struct aspace *space, struct arch_cpu *cpu);
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_ARCH_SWITCH_H
#define TINE_ARCH_SWITCH_H

#include <i386/cpu/envload.h>

/* Load the registers of env, which is loaded on this CPU otherwise, and go to user mode. */
_Noreturn void arch_enter_user(struct env *env);

/* Leave every environment's address space. */
void arch_env_unload(void);

#endif
