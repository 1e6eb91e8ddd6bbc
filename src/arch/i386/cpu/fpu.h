/*
 * The state of FPU, SSE and AVX: where each environment's is, saving it and
 * loading it.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_CPU_FPU_H
#define TINE_I386_CPU_FPU_H

#include <abi/types.h>

/* Bytes of one state, a multiple of FPU_ALIGN. Known once features_detect has run. */
#define FPU_ALIGN 64
size_t fpu_state_size(void);

/* Hand over room for NENV states, which need not be cleared; before the first environment. */
void fpu_set_room(void *room);

/* The state of the environment in slot index. */
void *fpu_state(unsigned index);

/* Make it that of a program that has not run: all zero, every exception masked. */
void fpu_clear(void *state);

/*
 * Save this CPU's registers: for good, to where they were loaded from; or as a
 * copy, to a state that has been cleared.
 */
void fpu_save(void *state);
void fpu_copy(void *state);

void fpu_load(const void *state);

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
