/*
 * Device interrupts: from the line to the handler.
 *
 * A machine without local APIC or I/O APIC runs without device interrupts.
 * The 8259s are silent on every machine.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/device.h>
#include <abi/error.h>
#include <arch/irq.h>
#include <i386/cpu/io.h>
#include <i386/irq/ioapic.h>
#include <i386/irq/irq.h>
#include <i386/irq/lapic.h>
#include <i386/irq/pic8259.h>
#include <i386/irq/vectors.h>
#include <i386/platform/machine.h>
#include <kernel/assert.h>
#include <kernel/atomic.h>
#include <kernel/cpu.h>
#include <kernel/line.h>
#include <kernel/printf.h>
#include <stddef.h>

#define IMCR_SELECT    0x22
#define IMCR_DATA      0x23
#define IMCR_REGISTER  0x70
#define IMCR_USE_APICS 0x01

/* Letters: i fixed after initialisation; a atomic. */
static struct {
	void (*handlers[VECTOR_IRQ_COUNT])(void); /* i: NULL: none */
	uint32_t unexpected[IRQ_VECTORS];         /* a */
} irq_state;

void
irq_silence(const struct machine *machine)
{
	if (machine->has_8259)
		pic_silence();
	if (machine->has_imcr) {
		outb(IMCR_SELECT, IMCR_REGISTER);
		outb(IMCR_DATA, IMCR_USE_APICS);
	}
}

int
irq_init(const struct machine *machine)
{
	if (!lapic_present())
		return -E_NOT_SUPP;
	return ioapic_init(machine);
}

int
irq_register(unsigned irq, void (*handler)(void))
{
	assert(irq < VECTOR_IRQ_COUNT && irq_state.handlers[irq] == NULL);
	irq_state.handlers[irq] = handler;
	return ioapic_route(irq, VECTOR_IRQ_BASE + irq, lapic_id());
}

int
irq_open(unsigned irq)
{
	assert(irq < VECTOR_IRQ_COUNT);
	if (irq_state.handlers[irq] != NULL)
		return -E_BUSY;
	return ioapic_route(irq, VECTOR_IRQ_BASE + irq, cpus[0].arch.apic_id);
}

/* Is this a program's line that the vector belongs to? Then it has been told. */
static bool
serve_line(unsigned vector)
{
	if (vector - VECTOR_IRQ_BASE < VECTOR_IRQ_COUNT)
		return line_interrupt(vector - VECTOR_IRQ_BASE);
	if (vector - VECTOR_MESSAGES < NLINES - LINE_MESSAGES)
		return line_interrupt(LINE_MESSAGES + vector - VECTOR_MESSAGES);
	return false;
}

static uint32_t
count_unexpected(unsigned vector)
{
	return atomic_fetch_add(&irq_state.unexpected[vector], 1);
}

void
irq_dispatch(unsigned vector)
{
	unsigned irq = vector - VECTOR_IRQ_BASE;
	void (*handler)(void) = irq < VECTOR_IRQ_COUNT ? irq_state.handlers[irq] : NULL;

	assert(vector < IRQ_VECTORS);
	if (!lapic_present() || !lapic_in_service(vector)) {
		/* The local APIC's spurious interrupt, or one that came past it, from an 8259. */
		count_unexpected(vector);
		if (irq < VECTOR_IRQ_COUNT)
			pic_end_stray(irq);
		return;
	}

	if (handler != NULL) {
		handler();
	} else if (serve_line(vector)) {
		/* A masked line has to be so before it ends. */
	} else if (count_unexpected(vector) == 0 && vector == VECTOR_APIC_ERROR) {
		cprintf("CPU %u: local APIC error %02x\n", cpu_index(),
			(unsigned)lapic_take_errors());
	}
	lapic_eoi();
}

uint32_t
irq_unexpected_count(unsigned vector)
{
	assert(vector < IRQ_VECTORS);
	return atomic_load_relaxed(&irq_state.unexpected[vector]);
}
