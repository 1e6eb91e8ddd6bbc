/*
 * The two 8259 interrupt controllers: silent where there are I/O APICs, else
 * the machine's <i386/irq/controller.h>.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_IRQ_PIC8259_H
#define TINE_I386_IRQ_PIC8259_H

#include <stdbool.h>

/* Moves their vectors off the exceptions, to VECTOR_IRQ_BASE and up, and masks all lines. */
void pic_silence(void);

/* Ends interrupt irq (0 to 15), which came from an 8259 in spite of the masks. */
void pic_end_stray(unsigned irq);

#endif
