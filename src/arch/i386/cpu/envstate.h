/*
 * Where an environment's registers are while it does not run.
 *
 * On entry from user mode the processor switches to TSS.esp0, which points
 * behind frame: it and the entry stub push all general registers straight
 * into the environment. The kernel uses neither the FPU nor fs and gs, so
 * those stay in the processor until another environment is loaded.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_CPU_ENVSTATE_H
#define TINE_I386_CPU_ENVSTATE_H

#include <abi/segment.h>
#include <abi/trap.h>
#include <i386/cpu/gdt.h>

#define EXCEPTIONS (T_SIMDERR + 1) /* that a program can raise have lower vectors */

/* What has to be loaded with an environment, that others need not have. */
#define LOADS_FPU      1u /* it has used the FPU; the state of all others is that at the start */
#define LOADS_SEGMENTS 2u /* some segment of its own begins elsewhere than at 0 */
#define LOADS_COMMON   4u /* its address space has something in common with others */

/* With FPU_LAZY, LOADS_FPU is only on while the registers hold the state. */
#define LOADS_FPU_KEPT (FPU_LAZY ? 0 : LOADS_FPU)

/* Letters: o only the CPU that runs it, or whoever builds it; a atomic, written with its lock. */
struct arch_env {
	struct Trapframe frame; /* o: must stay first */
	uint32_t kernel_stack;  /* o: and this second: the stack of the CPU it is loaded on */
	uint16_t fs, gs;        /* o: selectors */
	uint32_t loads;         /* o: LOADS_xxx */
	struct descriptor segments[SEGMENTS]; /* o: these, for each CPU's table */
	void *fpu;                            /* o: see <i386/cpu/fpu.h> */
	/* a: addresses, or 0; by exception, then by software interrupt */
	uint32_t upcalls[EXCEPTIONS + T_PROGRAM_COUNT];
} __attribute__((aligned(16)));

struct env;

/* The loaded environment, which had to do without the FPU, has it from now on; FPU_LAZY: until it is saved. */
void arch_env_use_fpu(struct env *env);

/* See <arch/env.h>. */
static inline uint32_t
arch_env_call_number(const struct arch_env *arch)
{
	return arch->frame.tf_regs.reg_eax;
}

static inline void
arch_env_set_result(struct arch_env *arch, int32_t result)
{
	arch->frame.tf_regs.reg_eax = (uint32_t)result;
}

static inline void
arch_env_set_message(struct arch_env *arch, uint32_t value, int perm)
{
	arch->frame.tf_regs.reg_ebx = value;
	arch->frame.tf_regs.reg_edi = (uint32_t)perm;
}

#endif
