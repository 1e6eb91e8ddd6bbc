/*
 * Interrupts that nobody asked for. They are counted and never fatal:
 * hardware makes some by design, and firmware leaves others behind.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_ARCH_IRQ_H
#define TINE_ARCH_IRQ_H

#include <stdint.h>

#define IRQ_VECTORS 256

/*
 * How many have come with this vector, below IRQ_VECTORS, on all CPUs since boot. May be
 * called at any time.
 */
uint32_t irq_unexpected_count(unsigned vector);

#endif
