/*
 * The I/O APICs, which turn device interrupt lines into messages to CPUs.
 *
 * Used by the boot CPU during initialisation, then under the lock of interrupt
 * lines (<kernel/line.h>).
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_IRQ_IOAPIC_H
#define TINE_I386_IRQ_IOAPIC_H

#include <stdbool.h>
#include <stdint.h>

struct machine;

/* Masks every input of every I/O APIC. -E_NOT_SUPP if there is none. The machine must stay. */
int ioapic_init(const struct machine *machine);

/*
 * Sends ISA interrupt irq (0 to 15) as this vector to one CPU from now on. -E_NOT_SUPP if no
 * I/O APIC has the input, or it is another interrupt's, or cannot name the CPU.
 */
int ioapic_route(unsigned irq, unsigned vector, uint32_t apic_id);

/* Of an interrupt that was routed: hold it back or not, and whether it is level-triggered. */
void ioapic_mask(unsigned irq, bool masked);
bool ioapic_is_level(unsigned irq);

#endif
