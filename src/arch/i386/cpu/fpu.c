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
#include <kernel/assert.h>
#include <kernel/string.h>

/* The part of fxsave, and the header that xsave puts behind it. */
struct fpu_image {
	uint16_t control;
	uint8_t x87_pointers[22];
	uint32_t mxcsr, mxcsr_mask;
	uint8_t x87_registers[128];
	uint8_t xmm_registers[128]; /* all that there are in 32-bit mode */
	uint8_t unused[224];
	uint32_t components, components_high;
	uint32_t zeroes[14]; /* anything else makes xrstor fault */
	uint8_t avx_registers[];
};
_Static_assert(sizeof(struct fpu_image) == 576, "as the processor has it");

/* What fninit leaves, and the default of MXCSR. */
#define CONTROL_ALL_MASKED 0x037F
#define MXCSR_ALL_MASKED   0x1F80

#define MXCSR_MASK_DEFAULT 0xFFBF /* where fxsave leaves it zero */

static uint8_t *room;       /* i: NENV states */
static uint32_t mxcsr_mask; /* i: the bits of MXCSR that there are; fxrstor faults on others */

size_t
fpu_state_size(void)
{
	return ROUNDUP(cpu_features.xsave ? cpu_features.xsave_size : FXSAVE_SIZE, FPU_ALIGN);
}

void
fpu_set_room(void *room_for_all)
{
	struct fpu_image *scratch = room_for_all;

	room = room_for_all;
	__asm__ volatile("fxsave %0" : "=m"(*scratch));
	mxcsr_mask = scratch->mxcsr_mask != 0 ? scratch->mxcsr_mask : MXCSR_MASK_DEFAULT;
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

/* xsave leaves out, and xrstor does not look at, what is in its initial state. */
static void
write_out_initial(struct fpu_image *image)
{
	if (!(image->components & XCR0_X87)) {
		image->control = CONTROL_ALL_MASKED;
		memset(image->x87_pointers, 0, sizeof(image->x87_pointers));
		memset(image->x87_registers, 0, sizeof(image->x87_registers));
	}
	if (!(image->components & XCR0_SSE))
		memset(image->xmm_registers, 0, sizeof(image->xmm_registers));
	if (!(image->components & XCR0_AVX))
		memset(image->avx_registers, 0, cpu_features.xsave_size - sizeof(*image));
	image->components = cpu_features.xcr0;
}

size_t
fpu_read(const void *state, void *image)
{
	const size_t size_bytes = cpu_features.xsave ? cpu_features.xsave_size : FXSAVE_SIZE;

	memcpy(image, state, size_bytes);
	if (cpu_features.xsave)
		write_out_initial(image);
	return size_bytes;
}

/* The components that are in an image which a program made. */
static uint32_t
components_of(const struct fpu_image *image, size_t size_bytes)
{
	return size_bytes < sizeof(*image) ? XCR0_X87 | XCR0_SSE : image->components;
}

bool
fpu_image_fits(const void *image, size_t size_bytes)
{
	const uint32_t present = cpu_features.xsave ? cpu_features.xcr0 : XCR0_X87 | XCR0_SSE;
	const uint32_t components = components_of(image, size_bytes);

	return !(components & ~present) &&
	       (!(components & XCR0_AVX) || size_bytes >= cpu_features.xsave_size);
}

void
fpu_write(void *state, const void *image, size_t size_bytes)
{
	const size_t own_size = cpu_features.xsave ? cpu_features.xsave_size : FXSAVE_SIZE;
	struct fpu_image *own = state;

	assert(size_bytes >= FXSAVE_SIZE && fpu_image_fits(image, size_bytes));
	fpu_clear(state);
	memcpy(state, image, size_bytes < own_size ? size_bytes : own_size);
	own->mxcsr &= mxcsr_mask;
	if (cpu_features.xsave) {
		own->components = components_of(image, size_bytes);
		own->components_high = 0;
		memset(own->zeroes, 0, sizeof(own->zeroes));
	}
}
