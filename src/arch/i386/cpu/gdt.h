/*
 * Segments and task-state segments.
 *
 * Segmentation is flat, but for two segments whose base is the loaded
 * environment's; selectors have the lab's numbers, which are also in
 * the order that sysenter and sysexit demand. Each CPU has a table of its
 * own because the descriptor of a task-state segment is written to when the
 * task is switched.
 *
 * Source: Intel SDM volume 3A, sections 3.4.5 and 8.2.1.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_CPU_GDT_H
#define TINE_I386_CPU_GDT_H

#define SELECTOR_NULL_LAST   0x03 /* 0 to 3 are all null */
#define SELECTOR_KERNEL_CODE 0x08
#define SELECTOR_KERNEL_DATA 0x10
#define SELECTOR_USER_CODE   0x1B /* 0x18, privilege 3 */
#define SELECTOR_USER_DATA   0x23 /* 0x20, privilege 3 */
#define SELECTOR_TSS         0x28
#define SELECTOR_FAULT_TSS   0x30
#define SELECTOR_NMI_TSS     0x38
#define SELECTOR_USER_FS     0x43 /* 0x40, privilege 3: as <abi/segment.h> has it */
#define SELECTOR_USER_GS     0x4B /* 0x48, privilege 3 */
#define GDT_ENTRIES          10

#ifndef __ASSEMBLER__
#include <abi/types.h>

#define ACCESS_DATA 0x92 /* present, data, writable */
#define ACCESS_USER 0x60 /* privilege 3 */
#define FLAGS_FLAT  0xC0 /* limit in pages, 32-bit */

struct descriptor {
	uint16_t limit_low;
	uint16_t base_low;
	uint8_t base_middle;
	uint8_t access;
	uint8_t limit_high_flags;
	uint8_t base_high;
};

struct tss {
	uint32_t previous;
	uint32_t esp0, ss0, esp1, ss1, esp2, ss2;
	uint32_t cr3, eip, eflags;
	uint32_t eax, ecx, edx, ebx, esp, ebp, esi, edi;
	uint32_t es, cs, ss, ds, fs, gs;
	uint32_t ldt;
	uint16_t trap;
	uint16_t io_map_base;
};

struct cpu;

/* A program's data segment of 4 GiB from base on; it may wrap around. Pages are what protects. */
static inline struct descriptor
user_segment(uint32_t base)
{
	return (struct descriptor){
		.limit_low = 0xFFFF,
		.base_low = base & 0xFFFF,
		.base_middle = (base >> 16) & 0xFF,
		.access = ACCESS_DATA | ACCESS_USER,
		.limit_high_flags = FLAGS_FLAT | 0xF,
		.base_high = base >> 24,
	};
}

static inline uint32_t
segment_base(const struct descriptor *segment)
{
	return segment->base_low | segment->base_middle << 16 | (uint32_t)segment->base_high << 24;
}

/* Fill in and load this CPU's descriptor table and tasks. kernel_cr3 as for the tasks. */
void gdt_load(struct cpu *cpu, uint32_t kernel_cr3);
#endif

#endif
