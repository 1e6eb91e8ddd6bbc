/*
 * Interrupts of ISA devices: who handles them, and how they reach a CPU.
 *
 * Handlers are registered by the boot CPU during initialisation, and all
 * device interrupts go to it.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_IRQ_IRQ_H
#define TINE_I386_IRQ_IRQ_H

#include <stdbool.h>

struct machine;

/*
 * Silences the 8259s. Before lapic_init(): a request that an 8259 has already made must be
 * withdrawn while its line still reaches the CPU, or emulators deliver it later, as nothing.
 */
void irq_silence(const struct machine *machine);

/*
 * Chooses what tells of device interrupts: the I/O APICs, silenced first, or the 8259s.
 * -E_NOT_SUPP: there is neither. After lapic_init(). The machine must stay.
 */
int irq_init(const struct machine *machine);

/* For people. */
const char *irq_controller_name(void);

/*
 * From now on calls handler, with interrupts off, whenever ISA interrupt irq (0 to 15) comes.
 * -E_NOT_SUPP if it cannot be routed.
 */
int irq_register(unsigned irq, void (*handler)(void));

/*
 * Sends the interrupt to a program's line from now on (<kernel/line.h>). -E_BUSY: it has a
 * handler; -E_NOT_SUPP as above.
 */
int irq_open(unsigned irq);

/* Of an interrupt with a handler or line: hold it back or not, and whether it is level-triggered. */
void irq_mask(unsigned irq, bool masked);
bool irq_is_level(unsigned irq);

/*
 * Serves a vector from VECTOR_IRQ_BASE up, other than the system call, the timer and those
 * of <arch/irq.h>; ends the interrupt. One without a handler is counted. Interrupts off;
 * holds no lock.
 */
void irq_dispatch(unsigned vector);

#endif
