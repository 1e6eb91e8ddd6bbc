/*
 * The state of FPU, SSE and AVX: where each environment's is, saving it and
 * loading it.
 *
 * By -Dfpu=eager an environment that has ever used the FPU has its state loaded
 * whenever it is. By -Dfpu=lazy (FPU_LAZY) it is loaded at the first use after that,
 * which faults, and saved only if there was one. It never stays in a CPU's registers
 * for later: the environment may go on elsewhere.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_CPU_FPU_H
#define TINE_I386_CPU_FPU_H

#include <abi/types.h>
#include <i386/cpu/features.h>

/* Bytes of one state, a multiple of FPU_ALIGN. Known once features_detect has run. */
#define FPU_ALIGN 64
size_t fpu_state_size(void);

/*
 * Let programs on this CPU use the FPU, or have them fault on its first instruction
 * (T_DEVICE). The return from an NMI, being a switch of tasks, forbids it too.
 */
static inline void
fpu_allow(void)
{
	__asm__ volatile("clts");
}

static inline void
fpu_forbid(void)
{
	__asm__ volatile("mov %0, %%cr0" : : "r"(CR0_KERNEL | CR0_TS));
}

/*
 * Hand over room for NENV states, which need not be cleared; before the first environment,
 * while the boot CPU may use the FPU.
 */
void fpu_set_room(void *room);

/* The state of the environment in slot index. */
void *fpu_state(unsigned index);

/* Make it that of a program that has not run: all zero, every exception masked. */
void fpu_clear(void *state);

/* Save a copy of this CPU's registers to a state that has been cleared. */
void fpu_copy(void *state);

/*
 * Save this CPU's registers to where they were loaded from.
 *
 * xsaveopt leaves out what has not changed since it was loaded from just
 * this state. That is never stale: nobody else writes to the state of an
 * environment while it is loaded, and it is loaded before it is saved.
 */
static inline void
fpu_save(void *state)
{
	if (cpu_features.xsaveopt)
		__asm__ volatile("xsaveopt (%0)"
				 :
				 : "r"(state), "a"(cpu_features.xcr0), "d"(0)
				 : "memory");
	else
		fpu_copy(state);
}

/*
 * Overwrite the address, operand and opcode of the last FPU instruction,
 * which would otherwise be the previous environment's: by an instruction of
 * the kernel's own. emms makes sure that it finds an empty register.
 */
static inline void
hide_last_instruction(void)
{
	static const uint32_t zero;

	__asm__ volatile("fnclex\n\temms\n\tfildl %0" : : "m"(zero));
}

static inline void
fpu_load(const void *state)
{
	if (cpu_features.fxsave_leaks)
		hide_last_instruction();
	if (cpu_features.xsave)
		__asm__ volatile("xrstor (%0)"
				 :
				 : "r"(state), "a"(cpu_features.xcr0), "d"(0)
				 : "memory");
	else
		__asm__ volatile("fxrstor (%0)" : : "r"(state) : "memory");
}

/*
 * A state of an environment that is not loaded, for a program: every
 * component is written out, and nothing else is in it. Reading gives its
 * size; writing takes one of any size from FXSAVE_SIZE on that fits, in which
 * there may be nonsense.
 */
#define FXSAVE_SIZE 512
size_t fpu_read(const void *state, void *image);
bool fpu_image_fits(const void *image, size_t size_bytes);
void fpu_write(void *state, const void *image, size_t size_bytes);

#endif
