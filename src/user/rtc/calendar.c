/*
 * Counts days from the first of March, so that the leap day comes last in its
 * year: the days before a month then are (153 * months + 2) / 5.
 *
 * SPDX-License-Identifier: MIT
 */
#include "calendar.h"

#define DAY_SECONDS   86400u
#define DAYS_400      146097u /* days in 400 years, in which the calendar repeats */
#define DAYS_TO_EPOCH 719468u /* from March of the year 0 to January 1970 */

static uint32_t
days_before_year(uint32_t year)
{
	return year * 365 + year / 4 - year / 100 + year / 400;
}

uint32_t
calendar_seconds(const struct calendar *time)
{
	const uint32_t year = time->month > 2 ? time->year : time->year - 1;
	const uint32_t month = (time->month + 9) % 12; /* from March */
	const uint32_t days =
		days_before_year(year) + (153 * month + 2) / 5 + time->day - 1 - DAYS_TO_EPOCH;

	return days * DAY_SECONDS + time->hour * 3600 + time->minute * 60 + time->second;
}

void
calendar_of(uint32_t seconds, struct calendar *time)
{
	uint32_t days = seconds / DAY_SECONDS + DAYS_TO_EPOCH;
	uint32_t year = (uint32_t)((uint64_t)days * 400 / DAYS_400), month;

	/* One too large in the last days before March. */
	while (days_before_year(year) > days)
		year--;
	while (days_before_year(year + 1) <= days)
		year++;
	days -= days_before_year(year);
	month = (5 * days + 2) / 153;
	*time = (struct calendar){
		.year = month < 10 ? year : year + 1,
		.month = month < 10 ? month + 3 : month - 9,
		.day = days - (153 * month + 2) / 5 + 1,
		.hour = seconds % DAY_SECONDS / 3600,
		.minute = seconds % 3600 / 60,
		.second = seconds % 60,
	};
}
