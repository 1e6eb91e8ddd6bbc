/*
 * Exceptions and the frames by which programs meet them.
 *
 * Source: Intel SDM volume 3A, table 6-1 and section 6.15; the layouts are
 * the lab's.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_ABI_TRAP_H
#define TINE_ABI_TRAP_H

#include <abi/types.h>

#define T_DIVIDE  0
#define T_DEBUG   1
#define T_NMI     2
#define T_BRKPT   3
#define T_OFLOW   4
#define T_BOUND   5
#define T_ILLOP   6
#define T_DEVICE  7
#define T_DBLFLT  8
#define T_TSS     10
#define T_SEGNP   11
#define T_STACK   12
#define T_GPFLT   13
#define T_PGFLT   14
#define T_FPERR   16
#define T_ALIGN   17
#define T_MCHK    18
#define T_SIMDERR 19
#define T_SYSCALL 0x30 /* int $0x30 */

/* Page-fault error code. */
#define FEC_PR    0x1  /* the page was present: a protection violation */
#define FEC_WR    0x2  /* a write */
#define FEC_U     0x4  /* from user mode */
#define FEC_RSVD  0x8  /* a reserved bit was set in an entry */
#define FEC_INSTR 0x10 /* an instruction fetch */

/* The general registers in the order of pushal. */
struct PushRegs {
	uint32_t reg_edi;
	uint32_t reg_esi;
	uint32_t reg_ebp;
	uint32_t reg_oesp; /* not restored */
	uint32_t reg_ebx;
	uint32_t reg_edx;
	uint32_t reg_ecx;
	uint32_t reg_eax;
};

/* All user registers but the FPU's: what sys_env_set_trapframe takes. */
struct Trapframe {
	struct PushRegs tf_regs;
	uint16_t tf_es, tf_padding1;
	uint16_t tf_ds, tf_padding2;
	uint32_t tf_trapno;
	uint32_t tf_err;
	uintptr_t tf_eip;
	uint16_t tf_cs, tf_padding3;
	uint32_t tf_eflags;
	uintptr_t tf_esp;
	uint16_t tf_ss, tf_padding4;
};

/* Lies at the top of the exception stack when the page-fault upcall starts. */
struct UTrapframe {
	uint32_t utf_fault_va; /* CR2 */
	uint32_t utf_err;      /* FEC_xxx */
	struct PushRegs utf_regs;
	uintptr_t utf_eip;
	uint32_t utf_eflags;
	uintptr_t utf_esp;
};

#endif
