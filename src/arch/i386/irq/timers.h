/*
 * The kinds of timer behind <arch/clock.h>. All CPUs of a machine use the
 * same one; each interrupts only the CPU that arms it.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_IRQ_TIMERS_H
#define TINE_I386_IRQ_TIMERS_H

#include <stdbool.h>
#include <stdint.h>

/* No longer delay is ever asked for. */
#define TIMER_LONGEST_NS 4000000000u

struct timer {
	const char *name;
	/*
	 * Makes it ready, on the boot CPU and for the others, and gives its frequency in Hz, or
	 * UINT32_MAX if that is more; 0 if the machine has none, or it stands. tsc_hz is the time-stamp counter's.
	 */
	uint32_t (*start)(uint64_t tsc_hz);
	/* As timer_arm_ns() and timer_disarm(). */
	void (*arm)(uint64_t delay_ns);
	void (*disarm)(void);
};

/* Best first: TSC deadline, local APIC, and the 8254 for a machine without local APIC. */
extern const struct timer timer_deadline, timer_apic, timer_pit;

#endif
