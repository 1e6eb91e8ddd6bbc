/*
 * Which I/O ports a program's in and out instructions reach.
 *
 * The processor looks it up in a bitmap behind the CPU's task-state segment,
 * by linear address. So all CPUs' task states and one bitmap lie together in
 * two megabytes that an address space may have tables of its own for: then
 * the right bitmap is there whenever the address space is, and to switch
 * between environments costs nothing on account of ports.
 *
 *   KPORTS_BITMAP + 8 KiB   one page of ones, where the processor may look further
 *   KPORTS_BITMAP           a bit per port, 0: allowed; two pages of ones unless it has tables
 *   KPORTS                  task states, a slot per CPU
 *
 * Source: Intel SDM volume 1, section 19.5.2.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_CPU_PORTS_H
#define TINE_I386_CPU_PORTS_H

#include <i386/cpu/gdt.h>
#include <i386/mm/layout.h>

#define TSS_SLOT      128 /* so that none crosses a page */
#define KPORTS_BITMAP (KPORTS + MAX_CPUS * TSS_SLOT)

struct aspace;

/* The task state of a CPU, once kernelmap_cpu has been called for it. */
static inline struct tss *
cpu_tss(unsigned index)
{
	return (struct tss *)(KPORTS + index * TSS_SLOT);
}

/* The pages of an address space that is taken apart. */
void ports_release(struct aspace *space);

#endif
