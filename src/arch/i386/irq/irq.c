/*
 * Device interrupts: from the line to the handler.
 *
 * The 8259s are silent where there is an I/O APIC. Where there is none, they
 * reach the CPU by its interrupt pin, or through its local APIC.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/device.h>
#include <abi/error.h>
#include <arch/irq.h>
#include <i386/cpu/io.h>
#include <i386/irq/controller.h>
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
	const struct irq_controller *controller;  /* i: NULL: no device can interrupt */
	void (*handlers[VECTOR_IRQ_COUNT])(void); /* i: NULL: none */
	uint32_t unexpected[IRQ_VECTORS];         /* a */
} irq_state;

void
irq_silence(const struct machine *machine)
{
	if (machine->has_8259)
		pic_silence();
	if (machine->has_imcr && lapic_found()) {
		outb(IMCR_SELECT, IMCR_REGISTER);
		outb(IMCR_DATA, IMCR_USE_APICS);
	}
}

int
irq_init(const struct machine *machine)
{
	if (lapic_present() && ioapic_init(machine) == 0) {
		irq_state.controller = &apic_controller;
	} else if (machine->has_8259) {
		irq_state.controller = &pic_controller;
		if (lapic_present())
			lapic_pass_8259();
	} else {
		return -E_NOT_SUPP;
	}
	return 0;
}

const char *
irq_controller_name(void)
{
	return irq_state.controller != NULL ? irq_state.controller->name : "no controller";
}

int
irq_register(unsigned irq, void (*handler)(void))
{
	assert(irq < VECTOR_IRQ_COUNT && irq_state.handlers[irq] == NULL);
	if (irq_state.controller == NULL)
		return -E_NOT_SUPP;
	irq_state.handlers[irq] = handler;
	return irq_state.controller->route(irq);
}

int
irq_open(unsigned irq)
{
	assert(irq < VECTOR_IRQ_COUNT);
	if (irq_state.handlers[irq] != NULL)
		return -E_BUSY;
	return irq_state.controller != NULL ? irq_state.controller->route(irq) : -E_NOT_SUPP;
}

void
irq_mask(unsigned irq, bool masked)
{
	if (irq_state.controller != NULL)
		irq_state.controller->mask(irq, masked);
}

bool
irq_is_level(unsigned irq)
{
	return irq_state.controller != NULL && irq_state.controller->is_level(irq);
}

static uint32_t
count_unexpected(unsigned vector)
{
	return atomic_fetch_add(&irq_state.unexpected[vector], 1);
}

static void
serve_irq(unsigned irq)
{
	if (irq_state.controller == NULL || !irq_state.controller->claim(irq)) {
		count_unexpected(VECTOR_IRQ_BASE + irq);
		return;
	}
	if (irq_state.handlers[irq] != NULL)
		irq_state.handlers[irq]();
	else if (!line_interrupt(irq)) /* a program's; a masked line has to be so before it ends */
		count_unexpected(VECTOR_IRQ_BASE + irq);
	irq_state.controller->end(irq);
}

/* Those that reach the local APIC without an interrupt controller. */
static void
serve_local(unsigned vector)
{
	/* Its spurious interrupt is not in service, and to end it would end another. */
	if (!lapic_present() || !lapic_in_service(vector)) {
		count_unexpected(vector);
		return;
	}
	if (vector - VECTOR_MESSAGES < NLINES - LINE_MESSAGES &&
	    line_interrupt(LINE_MESSAGES + vector - VECTOR_MESSAGES)) {
		/* The program that owns the line has been told. */
	} else if (count_unexpected(vector) == 0 && vector == VECTOR_APIC_ERROR) {
		cprintf("CPU %u: local APIC error %02x\n", cpu_index(),
			(unsigned)lapic_take_errors());
	}
	lapic_eoi();
}

void
irq_dispatch(unsigned vector)
{
	assert(vector < IRQ_VECTORS);
	if (vector - VECTOR_IRQ_BASE < VECTOR_IRQ_COUNT)
		serve_irq(vector - VECTOR_IRQ_BASE);
	else
		serve_local(vector);
}

uint32_t
irq_unexpected_count(unsigned vector)
{
	assert(vector < IRQ_VECTORS);
	return atomic_load_relaxed(&irq_state.unexpected[vector]);
}
