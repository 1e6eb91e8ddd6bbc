/*
 * Changing from the registers and address space of one environment to those
 * of another: see <arch/switch.h>.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_CPU_ENVLOAD_H
#define TINE_I386_CPU_ENVLOAD_H

#include <i386/cpu/envstate.h>
#include <i386/cpu/fpu.h>
#include <i386/cpu/percpu.h>
#include <i386/mm/kernelmap.h>

/* Load what only one of the two, the environment loaded last and this one, has to have loaded. */
void arch_env_load_rest(const struct arch_env *arch, struct arch_cpu *cpu);

static inline void
arch_env_save(struct arch_env *arch)
{
	if (arch->loads & LOADS_FPU) {
		fpu_save(arch->fpu);
		if (FPU_LAZY)
			arch->loads &= ~LOADS_FPU;
	}
	__asm__ volatile("movw %%fs, %0\n\tmovw %%gs, %1" : "=m"(arch->fs), "=m"(arch->gs));
}

static inline void
arch_env_load(struct arch_env *arch, const struct aspace *space, struct arch_cpu *cpu)
{
	const uint32_t cr3 = aspace_cr3(space);

	arch->kernel_stack = kstack_top_here();
	cpu->tss->esp0 = (uintptr_t)&arch->frame + sizeof(arch->frame);
	__asm__ volatile("mov %0, %%cr3" : : "r"(cr3) : "memory");
	if (arch->loads | cpu->loads)
		arch_env_load_rest(arch, cpu);
	__asm__ volatile("mov %0, %%fs\n\tmov %1, %%gs" : : "m"(arch->fs), "m"(arch->gs));
}

#endif
