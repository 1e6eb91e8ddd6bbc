/*
 * Days, months and years.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_USER_RTC_CALENDAR_H
#define TINE_USER_RTC_CALENDAR_H

#include <stdint.h>

/* A time of the Gregorian calendar, in UTC. */
struct calendar {
	unsigned year, month, day; /* month and day from 1 */
	unsigned hour, minute, second;
};

/* Seconds since the beginning of 1970; the year is 1970 to 2105. */
uint32_t calendar_seconds(const struct calendar *time);

void calendar_of(uint32_t seconds, struct calendar *time);

#endif
