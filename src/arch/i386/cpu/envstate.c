/*
 * An environment's registers: making, copying, checking, loading them.
 *
 * SPDX-License-Identifier: MIT
 */
#include <arch/switch.h>

#include <abi/syscall.h>
#include <i386/cpu/fpu.h>
#include <i386/cpu/gdt.h>
#include <i386/cpu/ports.h>
#include <i386/mm/blocks.h>
#include <i386/mm/kernelmap.h>
#include <i386/trap/sysenter.h>
#include <kernel/assert.h>
#include <kernel/env.h>
#include <kernel/string.h>

/* Flags a program may set: arithmetic, trap, direction, resume no; alignment check and ID. */
#define FLAGS_USER  0x00240DD5u
#define FLAGS_FIXED 0x00000202u /* interrupts on, and the bit that is always set */

void
arch_env_init(struct env *env)
{
	struct arch_env *arch = &env->arch;

	block_clear(arch, sizeof(*arch));
	arch->frame.tf_cs = SELECTOR_USER_CODE;
	arch->frame.tf_ds = SELECTOR_USER_DATA;
	arch->frame.tf_es = SELECTOR_USER_DATA;
	arch->frame.tf_ss = SELECTOR_USER_DATA;
	arch->frame.tf_eflags = FLAGS_FIXED;
	arch->segments[SEGMENT_FS] = arch->segments[SEGMENT_GS] = user_segment(0);
	arch->fpu = fpu_state((unsigned)(env - env_slots));
	fpu_clear(arch->fpu);
}

void
arch_env_copy(struct env *child, const struct env *parent)
{
	child->arch.frame = parent->arch.frame;
	memcpy(child->arch.upcalls, parent->arch.upcalls, sizeof(child->arch.upcalls));
	if (parent->arch.loads & LOADS_FPU)
		fpu_copy(child->arch.fpu);
	else if (FPU_LAZY)
		memcpy(child->arch.fpu, parent->arch.fpu, fpu_state_size());
	memcpy(child->arch.segments, parent->arch.segments, sizeof(child->arch.segments));
	child->arch.loads = parent->arch.loads & (LOADS_FPU_KEPT | LOADS_SEGMENTS);
	__asm__ volatile("movw %%fs, %0\n\tmovw %%gs, %1"
			 : "=m"(child->arch.fs), "=m"(child->arch.gs));
}

_Static_assert(SEGMENT_SELECTOR(SEGMENT_FS) == SELECTOR_USER_FS &&
		       SEGMENT_SELECTOR(SEGMENT_GS) == SELECTOR_USER_GS,
	       "selectors are as programs know them");

/* Put the segments into this CPU's table. What fs and gs hold changes when they are loaded. */
static void
load_segments(const struct arch_env *arch, struct arch_cpu *cpu)
{
	cpu->gdt[SELECTOR_USER_FS >> 3] = arch->segments[SEGMENT_FS];
	cpu->gdt[SELECTOR_USER_GS >> 3] = arch->segments[SEGMENT_GS];
}

void
arch_env_load_rest(const struct arch_env *arch, struct arch_cpu *cpu)
{
	const uint32_t loads = arch->loads | cpu->loads;

	if (loads & LOADS_FPU) {
		if (!FPU_LAZY) {
			fpu_allow();
			fpu_load(arch->fpu);
		}
		if (!(arch->loads & LOADS_FPU))
			fpu_forbid();
	}
	if (loads & LOADS_SEGMENTS)
		load_segments(arch, cpu);
	cpu->loads = arch->loads;
}

void
arch_env_use_fpu(struct env *env)
{
	assert(env == this_cpu()->loaded);
	fpu_allow();
	/* If it has used it already, an NMI came, and the registers are newer than the state. */
	if (FPU_LAZY && !(env->arch.loads & LOADS_FPU))
		fpu_load(env->arch.fpu);
	env->arch.loads |= LOADS_FPU;
	this_cpu()->arch.loads |= LOADS_FPU;
}

void
arch_env_set_segment_base(struct env *env, uint32_t segment, uintptr_t base)
{
	assert(segment < SEGMENTS && env == this_cpu()->loaded);
	env->arch.segments[segment] = user_segment(base);
	env->arch.loads |= LOADS_SEGMENTS;
	this_cpu()->arch.loads |= LOADS_SEGMENTS;
	load_segments(&env->arch, &this_cpu()->arch);
	if (segment == SEGMENT_FS)
		__asm__ volatile("mov %0, %%fs" : : "r"(SELECTOR_USER_FS));
	else
		__asm__ volatile("mov %0, %%gs" : : "r"(SELECTOR_USER_GS));
}

void
arch_env_set_entry(struct env *env, uintptr_t entry, uintptr_t stack)
{
	env->arch.frame.tf_eip = entry;
	env->arch.frame.tf_esp = stack;
}

void
arch_env_set_registers(struct env *env, const struct Trapframe *registers)
{
	struct Trapframe *frame = &env->arch.frame;

	*frame = *registers;
	frame->tf_cs = SELECTOR_USER_CODE;
	frame->tf_ds = SELECTOR_USER_DATA;
	frame->tf_es = SELECTOR_USER_DATA;
	frame->tf_ss = SELECTOR_USER_DATA;
	frame->tf_eflags = (registers->tf_eflags & FLAGS_USER) | FLAGS_FIXED;
}

/* What a program cannot load becomes what it has at first. */
static uint16_t
data_selector(uint32_t wanted)
{
	if (wanted <= SELECTOR_NULL_LAST || wanted == SELECTOR_USER_FS ||
	    wanted == SELECTOR_USER_GS)
		return wanted;
	return SELECTOR_USER_DATA;
}

void
arch_env_set_exception_registers(struct env *env, const struct ExceptionFrame *registers)
{
	const struct Trapframe frame = {
		.tf_regs = registers->xf_regs,
		.tf_eip = registers->xf_eip,
		.tf_eflags = registers->xf_eflags,
		.tf_esp = registers->xf_esp,
	};

	arch_env_set_registers(env, &frame);
	env->arch.frame.tf_ds = data_selector(registers->xf_ds);
	env->arch.frame.tf_es = data_selector(registers->xf_es);
}

void
arch_env_get_state(const struct env *env, bool waits, struct EnvState *state)
{
	const struct arch_env *arch = &env->arch;
	const struct Trapframe *frame = &arch->frame;

	/* Not what the processor and the entry stub left between the words, or in oesp. */
	state->registers = (struct Trapframe){
		.tf_regs = frame->tf_regs,
		.tf_es = frame->tf_es,
		.tf_ds = frame->tf_ds,
		.tf_eip = sysenter_portable(frame->tf_eip - (waits ? SYSCALL_INSTRUCTION_SIZE : 0)),
		.tf_cs = frame->tf_cs,
		.tf_eflags = frame->tf_eflags,
		.tf_esp = frame->tf_esp,
		.tf_ss = frame->tf_ss,
	};
	state->registers.tf_regs.reg_oesp = 0;
	state->selectors[SEGMENT_FS] = arch->fs;
	state->selectors[SEGMENT_GS] = arch->gs;
	for (unsigned i = 0; i < SEGMENTS; i++)
		state->bases[i] = segment_base(&arch->segments[i]);
	memcpy(state->trap_upcalls, arch->upcalls, sizeof(state->trap_upcalls));
	memcpy(state->int_upcalls, arch->upcalls + EXCEPTIONS, sizeof(state->int_upcalls));
	state->fpu_size = fpu_read(arch->fpu, state->fpu);
}

_Static_assert(FXSAVE_SIZE == ENV_FPU_SIZE_MIN, "fxsave's area is the least there is");

bool
arch_env_state_fits(const struct EnvState *state)
{
	return fpu_image_fits(state->fpu, state->fpu_size);
}

void
arch_env_set_state(struct env *env, const struct EnvState *state)
{
	struct arch_env *arch = &env->arch;

	fpu_write(arch->fpu, state->fpu, state->fpu_size);
	arch_env_set_registers(env, &state->registers);
	arch->frame.tf_ds = data_selector(state->registers.tf_ds);
	arch->frame.tf_es = data_selector(state->registers.tf_es);
	arch->fs = data_selector(state->selectors[SEGMENT_FS]);
	arch->gs = data_selector(state->selectors[SEGMENT_GS]);
	for (unsigned i = 0; i < SEGMENTS; i++)
		arch->segments[i] = user_segment(state->bases[i]);
	arch->loads |= LOADS_FPU_KEPT | LOADS_SEGMENTS;
	for (unsigned i = 0; i < EXCEPTIONS; i++)
		arch->upcalls[i] = arch_is_program_trap(i) ? state->trap_upcalls[i] : 0;
	memcpy(arch->upcalls + EXCEPTIONS, state->int_upcalls, sizeof(state->int_upcalls));
}

void
arch_env_restart_call(struct env *env)
{
	env->arch.frame.tf_eip -= SYSCALL_INSTRUCTION_SIZE;
}

void
arch_env_unload(void)
{
	__asm__ volatile("mov %0, %%cr3" : : "r"(aspace_cr3(&kernel_space)) : "memory");
}
