/*
 * The real-time clock's driver, and what it answers to messages.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_USER_RTC_CLOCK_H
#define TINE_USER_RTC_CLOCK_H

#define RTC_PORTS      0x70
#define RTC_PORT_COUNT 2
#define RTC_LINE       8

#define RTC_TICKS_PER_SECOND 64

/*
 * What one sends to it: RTC_TIME, and the answer is the seconds since 1970;
 * or another number, and the answer comes after so many ticks: how many there
 * have been since the driver started. One at a time may wait for ticks.
 */
#define RTC_TIME 0

/* Serve the clock and never return. The ports and the line have been granted. */
_Noreturn void clock_serve(void);

#endif
