/*
 * Time: one clock that all CPUs share, and one timer for each CPU.
 *
 * Times are nanoseconds, 64 bits, and begin at 0 when the boot loader enters
 * the kernel: they do not wrap within 500 years.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_ARCH_CLOCK_H
#define TINE_ARCH_CLOCK_H

#include <i386/irq/ticks.h>
#include <stdint.h>

/*
 * Nanoseconds since the kernel was entered; 0 until the clock is set up. No CPU ever reads less than any CPU
 * has read before. Interrupts off; holds no lock.
 */
uint64_t clock_now_ns(void);

/*
 * Nanoseconds since 1970 began, UTC, if the machine's own clock shows UTC; 0 if there is none.
 * Reads that clock never again: it goes on by clock_now_ns(). Interrupts off; holds no lock.
 */
uint64_t clock_wall_ns(void);

/*
 * uint32_t clock_ticks(void);
 * uint32_t clock_ticks_ns(uint32_t ticks);
 *
 * A counter of this CPU's own, cheaper to read than the time, and the nanoseconds that a
 * difference of two readings stands for: right for half a second at least, then it wraps.
 * <i386/irq/ticks.h> has both, to be inlined.
 */

/* Keeps this CPU busy for at least so long. The clock must have been set up. */
void clock_delay_us(uint32_t microseconds);

/*
 * Interrupts this CPU once, about delay_ns from now, in place of what was asked before. It
 * may come early by a little, or by much if the delay exceeds what the hardware can count:
 * who is interrupted reads the clock, and asks again. An interrupt already under way when
 * the timer is armed or disarmed may still arrive.
 */
void timer_arm_ns(uint64_t delay_ns);
void timer_disarm(void);

/*
 * Joining of further CPUs. Each new CPU calls clock_check_cpu() before it reads the time, while
 * the boot CPU calls clock_compare() until it is there: if their counters are seen to
 * disagree, all CPUs read one clock from then on.
 */
void clock_check_cpu(void);
void clock_compare(void);

#endif
