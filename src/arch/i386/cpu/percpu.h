/*
 * What an i386 CPU needs for itself: descriptor table, task-state segments,
 * stacks; and how running code finds it.
 *
 * Each CPU has a slot of kernel address space, aligned to its own size, so
 * that the stack pointer alone tells which CPU this is, whatever user mode
 * left in the segment registers:
 *
 *   slot + 32 KiB  +-----------------------------+
 *                  | struct cpu *                |  read by arch_this_cpu
 *                  | kernel stack, growing down  |
 *   slot + 12 KiB  +-----------------------------+
 *                  | unmapped: guard             |
 *   slot + 8 KiB   +-----------------------------+
 *                  | stack for double fault, NMI |
 *   slot + 4 KiB   +-----------------------------+
 *                  | unmapped: guard             |
 *   slot           +-----------------------------+
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_CPU_PERCPU_H
#define TINE_I386_CPU_PERCPU_H

#include <i386/cpu/gdt.h>
#include <i386/mm/layout.h>

struct cpu;

#define CPU_WINDOWS 2 /* pages outside the direct map that a CPU can look at at once: to copy */

/* Letters as in struct cpu. */
struct arch_cpu {
	uint32_t apic_id;                   /* i */
	struct descriptor gdt[GDT_ENTRIES]; /* i, but for the loaded environment's segments: o */
	struct tss *tss;                    /* i: its task state, */
	uint32_t loads;                     /* o: LOADS_xxx of what its registers hold */
	struct tss fault_tss;               /* o: double faults run as a task of their own, */
	struct tss nmi_tss;   /* o: and so do NMIs: they may come before a stack is set up */
	uint64_t *window;     /* i: page-table entries of this CPU's CPU_WINDOWS window pages */
	void *window_address; /* i */
};

/* The running CPU's stack pointer; as good as any address in its slot. */
register uintptr_t arch_stack_pointer __asm__("esp");

static inline struct cpu *
arch_this_cpu(void)
{
	return *(struct cpu **)((arch_stack_pointer | (KSTACK_SLOT - 1)) - 3);
}

/* The highest address of this CPU's kernel stack, and of any. So far above it is the pointer. */
#define KSTACK_TOP_CPU (16 - 4)
static inline uintptr_t
kstack_top_here(void)
{
	return (arch_stack_pointer | (KSTACK_SLOT - 1)) - 15;
}

static inline uintptr_t
kstack_top(unsigned index)
{
	return KSTACKS + (index + 1) * KSTACK_SLOT - 16;
}

#endif
