/*
 * Setting up the clock and timers of <arch/clock.h>.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_IRQ_CLOCK_H
#define TINE_I386_IRQ_CLOCK_H

#include <stdint.h>

struct machine;

/*
 * Measures the time-stamp counter and the local APIC's timer and starts the clock, in about
 * a tenth of a second. On the boot CPU, after lapic_init(). -E_NOT_SUPP if the processor has
 * no time-stamp counter, nothing tells how fast it runs, or the timer stands.
 */
int clock_init(const struct machine *machine);

/* Frequencies in Hz, for people; the timer's is 0 where there is no local APIC. */
uint64_t clock_frequency(void);
uint32_t timer_frequency(void);

#endif
