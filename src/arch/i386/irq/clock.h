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
 * Measures the time-stamp counter and starts the clock, in about a twentieth of a second. On
 * the boot CPU. -E_NOT_SUPP if the processor has no such counter, or nothing tells how fast
 * it runs.
 */
int clock_init(const struct machine *machine);

/* Tells the clock what time of day it is, in seconds since 1970 began. After clock_init(). */
void clock_set_wall(uint64_t seconds);

/*
 * Chooses and starts the timers; after lapic_init(), irq_init() and clock_init().
 * -E_NOT_SUPP: there is none that runs.
 */
int timer_init(void);

/* No CPU's reading of the clock may be followed by none for longer, or time is lost. */
uint64_t clock_unread_limit_ns(void);

/* What the time is read from, for people; NULL: each CPU's own time-stamp counter. */
const char *clock_name(void);

/* The time-stamp counter's frequency in Hz; the timer's, at most UINT32_MAX, and its kind, for people. */
uint64_t clock_frequency(void);
uint32_t timer_frequency(void);
const char *timer_name(void);

#endif
