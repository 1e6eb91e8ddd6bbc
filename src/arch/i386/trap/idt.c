/*
 * The interrupt descriptor table, one for all CPUs.
 *
 * All gates turn interrupts off. Programs may use some with an int
 * instruction: breakpoint, overflow, the system call, and those that are theirs.
 *
 * Source: Intel SDM volume 3A, section 6.11.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/trap/idt.h>

#include <i386/cpu/gdt.h>

#define VECTORS        256
#define GATE_INTERRUPT 0x8E /* present, 32-bit interrupt gate */
#define GATE_TASK      0x85
#define GATE_USER      0x60

struct gate {
	uint16_t offset_low;
	uint16_t selector;
	uint8_t unused;
	uint8_t type;
	uint16_t offset_high;
};

/* In entry.asm. */
extern const uint32_t exception_stubs[EXCEPTION_VECTORS];
extern const uint8_t interrupt_stubs[VECTORS - EXCEPTION_VECTORS][INTERRUPT_STUB_SIZE];
void syscall_entry(void);

/* Aligned so that no gate lies in two cache lines. */
static struct gate gates[VECTORS] __attribute__((aligned(sizeof(struct gate))));

static void
set_gate(unsigned vector, uint16_t selector, uint32_t offset, uint8_t type)
{
	gates[vector] = (struct gate){
		.offset_low = offset & 0xFFFF,
		.selector = selector,
		.type = type,
		.offset_high = offset >> 16,
	};
}

static uint32_t
entry_of(unsigned vector)
{
	if (vector == T_SYSCALL)
		return (uint32_t)syscall_entry;
	return vector < EXCEPTION_VECTORS ? exception_stubs[vector]
					  : (uint32_t)interrupt_stubs[vector - EXCEPTION_VECTORS];
}

void
idt_init(void)
{
	for (unsigned vector = 0; vector < VECTORS; vector++) {
		const bool user = vector == T_BRKPT || vector == T_OFLOW || vector == T_SYSCALL ||
				  vector - T_PROGRAM < T_PROGRAM_COUNT;

		set_gate(vector, SELECTOR_KERNEL_CODE, entry_of(vector),
			 user ? GATE_INTERRUPT | GATE_USER : GATE_INTERRUPT);
	}
	set_gate(T_DBLFLT, SELECTOR_FAULT_TSS, 0, GATE_TASK);
	set_gate(T_NMI, SELECTOR_NMI_TSS, 0, GATE_TASK);
}

void
idt_load(void)
{
	const struct {
		uint16_t limit;
		uint32_t base;
	} __attribute__((packed)) pointer = { sizeof(gates) - 1, (uint32_t)gates };

	__asm__ volatile("lidt %0" : : "m"(pointer));
}
