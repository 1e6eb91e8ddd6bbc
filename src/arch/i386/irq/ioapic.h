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

struct machine;

/*
 * Masks every input of every I/O APIC; apic_controller of <i386/irq/controller.h> will send
 * interrupts to the calling CPU. -E_NOT_SUPP if there is none. After lapic_init(). The
 * machine must stay.
 */
int ioapic_init(const struct machine *machine);

#endif
