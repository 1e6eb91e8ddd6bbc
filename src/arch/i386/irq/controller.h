/*
 * What tells the CPUs of devices' interrupts: the APICs or, where there are
 * none, the 8259s. Nothing outside this folder knows which.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_IRQ_CONTROLLER_H
#define TINE_I386_IRQ_CONTROLLER_H

#include <stdbool.h>
#include <stdint.h>

struct irq_controller {
	const char *name;
	/*
	 * Sends ISA interrupt irq (0 to 15) as vector VECTOR_IRQ_BASE + irq to the boot CPU from
	 * now on. -E_NOT_SUPP if it cannot.
	 */
	int (*route)(unsigned irq);
	/* Whether an interrupt of this vector is irq's. If not, it is spurious, and has ended. */
	bool (*claim)(unsigned irq);
	/* Ends an interrupt that was claimed. */
	void (*end)(unsigned irq);
	/* Of one that was routed: hold it back or not, and whether it is level-triggered. */
	void (*mask)(unsigned irq, bool masked);
	bool (*is_level)(unsigned irq);
};

extern const struct irq_controller apic_controller; /* after lapic_init() and ioapic_init() */
extern const struct irq_controller pic_controller;  /* after pic_silence() */

#endif
