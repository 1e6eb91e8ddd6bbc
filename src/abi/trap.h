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

/* Vectors of int instructions that mean what the program likes: see sys_env_set_trap_upcall. */
#define T_PROGRAM       0x80
#define T_PROGRAM_COUNT 16

/* Page-fault error code. */
#define FEC_PR    0x1     /* the page was present: a protection violation */
#define FEC_WR    0x2     /* a write */
#define FEC_U     0x4     /* from user mode */
#define FEC_RSVD  0x8     /* a reserved bit was set in an entry */
#define FEC_INSTR 0x10    /* an instruction fetch */
#define FEC_CALL  0x10000 /* a system call did it, to memory it was given; not the processor's */

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

/*
 * Lies at the top of the exception stack when any other trap's upcall starts.
 * If the trap came while already on that stack, EXCEPTION_SPARE bytes are
 * left free above: the upcall needs them to return without a system call.
 * fs and gs stay in their registers.
 */
struct ExceptionFrame {
	uint32_t xf_vector;
	uint32_t xf_err;  /* 0 where the exception has no error code */
	uint32_t xf_info; /* page fault: CR2; debug: DR6; else 0 */
	uint32_t xf_es;
	uint32_t xf_ds;
	struct PushRegs xf_regs;
	uintptr_t xf_esp;
	uintptr_t xf_eip;
	uint32_t xf_cs; /* for information, as is ss: programs have but one of each */
	uint32_t xf_eflags;
	uint32_t xf_ss;
};

#define EXCEPTION_SPARE 8

#define FLAG_TRACE 0x100 /* of eflags: a debug exception after each instruction */

#endif
