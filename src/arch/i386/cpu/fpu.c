/*
 * FPU, SSE and AVX registers: by xsave where the processor has AVX, else by
 * fxsave, whose format is the beginning of xsave's.
 *
 * Source: Intel SDM volume 1, sections 10.5 and 13.4 to 13.11.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/cpu/fpu.h>

#include <abi/env.h>
#include <abi/mmu.h>
#include <i386/cpu/features.h>
#include <i386/mm/blocks.h>

/* The part of fxsave, as far as a new program's differs from zero. */
struct fpu_image {
	uint16_t control;
	uint16_t unused[11];
	uint32_t mxcsr;
};

/* What fninit leaves, and the default of MXCSR. */
#define CONTROL_ALL_MASKED 0x037F
#define MXCSR_ALL_MASKED   0x1F80

#define FXSAVE_SIZE 512

static uint8_t *room; /* i: NENV states */

size_t
fpu_state_size(void)
{
	return ROUNDUP(cpu_features.xsave ? cpu_features.xsave_size : FXSAVE_SIZE, FPU_ALIGN);
}

void
fpu_set_room(void *room_for_all)
{
	room = room_for_all;
}

void *
fpu_state(unsigned index)
{
	return room + index * fpu_state_size();
}

void
fpu_clear(void *state)
{
	struct fpu_image *image = state;

	/* A header of zero, too: every component is in its initial state. */
	block_clear(state, fpu_state_size());
	image->control = CONTROL_ALL_MASKED;
	image->mxcsr = MXCSR_ALL_MASKED;
}

/*
 * xsaveopt leaves out what has not changed since it was loaded from just
 * this state. That is never stale: nobody else writes to the state of an
 * environment while it is loaded, and it is loaded before it is saved.
 */
void
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

void
fpu_copy(void *state)
{
	if (cpu_features.xsave)
		__asm__ volatile("xsave (%0)"
				 :
				 : "r"(state), "a"(cpu_features.xcr0), "d"(0)
				 : "memory");
	else
		__asm__ volatile("fxsave (%0)" : : "r"(state) : "memory");
}

/*
 * Overwrite the address, operand and opcode of the last FPU instruction,
 * which would otherwise be the previous environment's: by an instruction of
 * the kernel's own. emms makes sure that it finds an empty register.
 */
static void
hide_last_instruction(void)
{
	static const uint32_t zero;

	__asm__ volatile("fnclex\n\temms\n\tfildl %0" : : "m"(zero));
}

void
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
