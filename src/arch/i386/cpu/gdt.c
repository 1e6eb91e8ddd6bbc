/*
 * Fills in each CPU's segment descriptors and its three tasks.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/cpu/gdt.h>

#include <abi/device.h>
#include <i386/cpu/envstate.h>
#include <i386/cpu/ports.h>
#include <i386/trap/idt.h>
#include <kernel/cpu.h>

#define ACCESS_CODE 0x9A /* present, code, readable */
#define ACCESS_TSS  0x89 /* present, 32-bit task state, not busy */

static struct descriptor
segment(uint8_t access)
{
	return (struct descriptor){
		.limit_low = 0xFFFF,
		.access = access,
		.limit_high_flags = FLAGS_FLAT | 0xF,
	};
}

static struct descriptor
task(const struct tss *tss, uint16_t limit)
{
	const uintptr_t base = (uintptr_t)tss;

	return (struct descriptor){
		.limit_low = limit,
		.base_low = base & 0xFFFF,
		.base_middle = (base >> 16) & 0xFF,
		.access = ACCESS_TSS,
		.base_high = base >> 24,
	};
}

/* A task that starts at entry, on the slot's emergency stack, with its CPU in ebx. */
static void
emergency_task(struct tss *tss, struct cpu *cpu, void (*entry)(void), uint32_t stack,
	       uint32_t kernel_cr3)
{
	*tss = (struct tss){
		.cr3 = kernel_cr3,
		.eip = (uint32_t)entry,
		.eflags = 0x2,
		.esp = stack,
		.ebx = (uint32_t)cpu,
		.es = SELECTOR_KERNEL_DATA,
		.cs = SELECTOR_KERNEL_CODE,
		.ss = SELECTOR_KERNEL_DATA,
		.ds = SELECTOR_KERNEL_DATA,
		.io_map_base = sizeof(*tss), /* beyond the limit; the kernel needs no bitmap */
	};
}

void
gdt_load(struct cpu *cpu, uint32_t kernel_cr3)
{
	struct arch_cpu *arch = &cpu->arch;
	const uint32_t slot = KSTACKS + cpu->index * KSTACK_SLOT;
	/* Half a page each: neither handler needs more, and an NMI must not touch the other's. */
	const uint32_t fault_stack = slot + 2 * PGSIZE;
	const uint32_t nmi_stack = slot + PGSIZE + PGSIZE / 2;
	struct tss *tss = cpu_tss(cpu->index);
	const uint16_t io_map_base = (uint16_t)(KPORTS_BITMAP - (uintptr_t)tss);
	/* The bitmap, and one byte of ones behind it, as the processor demands. */
	const uint16_t tss_limit = io_map_base + NPORTS / 8;

	*tss = (struct tss){
		.esp0 = kstack_top(cpu->index),
		.ss0 = SELECTOR_KERNEL_DATA,
		.cr3 = kernel_cr3, /* an NMI may come before any environment is loaded */
		.io_map_base = io_map_base,
	};
	arch->tss = tss;
	arch->loads = LOADS_FPU; /* whatever firmware left */
	emergency_task(&arch->fault_tss, cpu, double_fault_entry, fault_stack, kernel_cr3);
	emergency_task(&arch->nmi_tss, cpu, nmi_entry, nmi_stack, kernel_cr3);

	arch->gdt[0] = (struct descriptor){ 0 };
	arch->gdt[SELECTOR_KERNEL_CODE >> 3] = segment(ACCESS_CODE);
	arch->gdt[SELECTOR_KERNEL_DATA >> 3] = segment(ACCESS_DATA);
	arch->gdt[SELECTOR_USER_CODE >> 3] = segment(ACCESS_CODE | ACCESS_USER);
	arch->gdt[SELECTOR_USER_DATA >> 3] = user_segment(0);
	arch->gdt[SELECTOR_USER_FS >> 3] = user_segment(0);
	arch->gdt[SELECTOR_USER_GS >> 3] = user_segment(0);
	arch->gdt[SELECTOR_TSS >> 3] = task(tss, tss_limit);
	arch->gdt[SELECTOR_FAULT_TSS >> 3] = task(&arch->fault_tss, sizeof(struct tss) - 1);
	arch->gdt[SELECTOR_NMI_TSS >> 3] = task(&arch->nmi_tss, sizeof(struct tss) - 1);

	const struct {
		uint16_t limit;
		uint32_t base;
	} __attribute__((packed)) pointer = { sizeof(arch->gdt) - 1, (uint32_t)arch->gdt };

	__asm__ volatile("lgdt %0\n\t"
			 "ljmp %1, $1f\n"
			 "1:\tmovl %2, %%ds\n\t"
			 "movl %2, %%es\n\t"
			 "movl %2, %%ss\n\t"
			 "movl %3, %%fs\n\t"
			 "movl %3, %%gs\n\t"
			 "lldt %w3\n\t"
			 "ltr %w4"
			 :
			 : "m"(pointer), "i"(SELECTOR_KERNEL_CODE), "r"(SELECTOR_KERNEL_DATA),
			   "r"(0), "r"(SELECTOR_TSS)
			 : "memory");
}
