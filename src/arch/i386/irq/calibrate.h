/*
 * How fast the processor's own clocks run.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_IRQ_CALIBRATE_H
#define TINE_I386_IRQ_CALIBRATE_H

#include <stdint.h>

struct machine;
struct reference;

/*
 * Frequency of the time-stamp counter: measured by the machine's reference clocks, made exact by
 * CPUID where that agrees, or CPUID's alone where there are none; 0 if nobody tells. Says so
 * if the references contradict each other. *believed is the best that another agrees with, or
 * one without a read function.
 */
uint64_t calibrate_tsc(const struct machine *machine, struct reference *believed);

/* Frequency of the local APIC's timer, measured by the time-stamp counter; 0 if it stands. */
uint32_t calibrate_apic_timer(uint64_t tsc_hz);

#endif
