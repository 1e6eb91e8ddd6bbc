/*
 * System calls by sysenter, and the page of code by which programs make them
 * however it is: docs/syscall-entry.md.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_TRAP_SYSENTER_H
#define TINE_I386_TRAP_SYSENTER_H

#include <abi/memlayout.h>
#include <abi/trap.h>

#define USYSCALL_SIZE   9              /* bytes of code at USYSCALL, */
#define USYSCALL_AGAIN  (USYSCALL + 5) /* of which this is int $0x30, behind sysenter, */
#define USYSCALL_RETURN (USYSCALL + 7) /* and this where all calls by sysenter return */

#define FLAG_INTERRUPTS 0x200

/* Trace, direction, nested task, alignment check: few programs have these on, and the kernel runs without. */
#define FLAGS_ODD 0x00044500

#ifndef __ASSEMBLER__
#include <abi/types.h>

struct tss;

/* Choose by the processor and the command line what is at USYSCALL; page is cleared and fills it. */
void sysenter_init(void *page, const char *command_line);

/* Let this CPU have sysenter, if it was chosen; one that has none is the end of it, for all. */
void sysenter_join(void);

/* "sysenter" or "int". */
const char *sysenter_name(void);

/* The same place as eip in the code that is at USYSCALL on every machine. */
uint32_t sysenter_portable(uint32_t eip);

/* After an NMI: nothing may come between sti and sysexit, to which the CPU is about to return. */
void sysenter_resume(struct tss *tss);
#endif

#endif
