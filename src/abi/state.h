/*
 * All of an environment's state but its memory, and how its memory is listed:
 * what its ancestors read and write of it (docs/checkpoints.md).
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_ABI_STATE_H
#define TINE_ABI_STATE_H

#include <abi/env.h>
#include <abi/mmu.h>
#include <abi/segment.h>
#include <abi/trap.h>

/* The FPU's registers as xsave stores them, or fxsave, whose format is the beginning of xsave's. */
#define ENV_FPU_SIZE_MIN 512
#define ENV_FPU_SIZE_MAX 896

/*
 * An environment that waits in a system call is given as about to make the
 * call: it makes it again wherever this state is continued.
 */
struct EnvState {
	struct Trapframe registers;   /* oesp, trapno and err are 0 */
	uint32_t selectors[SEGMENTS]; /* what fs and gs hold, */
	uint32_t bases[SEGMENTS];     /* and where their own segments begin */
	uint32_t progress;            /* how far a call that is made in pieces has got */
	uintptr_t pgfault_upcall;
	uintptr_t trap_upcalls[T_SIMDERR + 1];  /* by exception, */
	uintptr_t int_upcalls[T_PROGRAM_COUNT]; /* and by software interrupt, from T_PROGRAM on */
	uint32_t ipc_value;                     /* the last message received, as in struct Env */
	envid_t ipc_from;
	int ipc_perm;
	char name[ENV_NAME_SIZE];
	uint32_t fpu_size; /* bytes of fpu that count */
	uint8_t fpu[ENV_FPU_SIZE_MAX];
};

/*
 * What is mapped in an aligned range, a bit for each page, the lowest for the
 * first. Written: it may have been written to, or mapped, or its rights may
 * have changed, since it was last saved or restored. Not written: nothing of
 * that, if the caller is who did it.
 */
#define SPAN_PAGES 32u
#define SPAN_SIZE  (SPAN_PAGES * PGSIZE)
struct PageSpan {
	uintptr_t start;
	uint32_t present; /* memory; devices are not listed */
	uint32_t written; /* of those */
};

#define PAGE_LIST_MAX 80
struct PageList {
	uint32_t count;
	uintptr_t next;      /* where to go on; UTOP: that was all */
	uintptr_t own_start; /* what is below is several environments' (sfork), and not listed */
	/* Ascending, none of them empty. No more are stored than there are. */
	struct PageSpan spans[PAGE_LIST_MAX];
};

#endif
