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

#include <abi/trap.h>

#define FPU_STATE_SIZE 512 /* fxsave's area */

struct arch_env {
	struct Trapframe frame; /* must stay first */
	uint32_t kernel_stack;  /* and this second: the stack of the CPU it is loaded on */
	uint16_t fs, gs;
	uint32_t padding[2];
	uint8_t fpu[FPU_STATE_SIZE] __attribute__((aligned(16)));
} __attribute__((aligned(16)));

#endif
