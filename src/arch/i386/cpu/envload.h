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

/* Put the segments into this CPU's table. What fs and gs hold changes when they are loaded. */
static inline void
load_segments(const struct arch_env *arch, struct arch_cpu *cpu)
{
	cpu->gdt[SELECTOR_USER_FS >> 3] = arch->segments[SEGMENT_FS];
	cpu->gdt[SELECTOR_USER_GS >> 3] = arch->segments[SEGMENT_GS];
	cpu->has_segments = arch->has_segments;
}

static inline void
arch_env_save(struct arch_env *arch)
{
	fpu_save(arch->fpu);
	__asm__ volatile("movw %%fs, %0\n\tmovw %%gs, %1" : "=m"(arch->fs), "=m"(arch->gs));
}

static inline void
arch_env_load(struct arch_env *arch, const struct aspace *space, struct arch_cpu *cpu)
{
	const uint32_t cr3 = aspace_cr3(space);

	arch->kernel_stack = kstack_top_here();
	cpu->tss->esp0 = (uintptr_t)&arch->frame + sizeof(arch->frame);
	cpu->tss->cr3 = cr3; /* to where an NMI, being a task, returns */
	__asm__ volatile("mov %0, %%cr3" : : "r"(cr3) : "memory");
	fpu_load(arch->fpu);
	if (arch->has_segments | cpu->has_segments)
		load_segments(arch, cpu);
	__asm__ volatile("mov %0, %%fs\n\tmov %1, %%gs" : : "m"(arch->fs), "m"(arch->gs));
}

#endif
