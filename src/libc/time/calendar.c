/*
 * Between seconds and dates.
 *
 * Days are counted from the first of March, so that the leap day comes last
 * in its year: (153 * months + 2) / 5 days come before a month then.
 *
 * SPDX-License-Identifier: MIT
 */
#include <limits.h>
#include <stdbool.h>
#include <time.h>

#define DAY_SECONDS      86400
#define ERA_YEARS        400 /* in which the calendar repeats */
#define ERA_DAYS         146097
#define DAYS_TO_1970     719468 /* from March of the year 0 */
#define MARCH_TO_YEAR    306    /* days from the first of March to the next year */
#define THURSDAY         4      /* 1 January 1970 */
#define FIRST_YEAR_OF_TM 1900

/* Rounded down, and what remains, which is never negative. */
static int64_t
divide(int64_t value, int64_t by, int *rest)
{
	int64_t quotient = value / by - (value % by < 0);

	*rest = (int)(value - quotient * by);
	return quotient;
}

static int
days_before_year(int year)
{
	return year * 365 + year / 4 - year / 100 + year / 400;
}

static bool
is_leap(int64_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

struct tm *
gmtime_r(const time_t *when, struct tm *result)
{
	int second, weekday, day, month, year_of_era;
	const int64_t days = divide(*when, DAY_SECONDS, &second);
	int64_t year;

	divide(days + THURSDAY, 7, &weekday);
	year = divide(days + DAYS_TO_1970, ERA_DAYS, &day) * ERA_YEARS;
	year_of_era = day / 366;
	while (days_before_year(year_of_era + 1) <= day && year_of_era < ERA_YEARS - 1)
		year_of_era++;
	day -= days_before_year(year_of_era);
	month = (5 * day + 2) / 153; /* from March */
	year += year_of_era + (month >= 10) - FIRST_YEAR_OF_TM;
	if (year < INT_MIN || year > INT_MAX)
		return NULL;
	*result = (struct tm){
		.tm_sec = second % 60,
		.tm_min = second / 60 % 60,
		.tm_hour = second / 3600,
		.tm_mday = day - (153 * month + 2) / 5 + 1,
		.tm_mon = month < 10 ? month + 2 : month - 10,
		.tm_year = (int)year,
		.tm_wday = weekday,
		.tm_yday = day >= MARCH_TO_YEAR ? day - MARCH_TO_YEAR
						: day + 59 + is_leap(year + FIRST_YEAR_OF_TM),
	};
	return result;
}

time_t
timegm(struct tm *when)
{
	int month, year_of_era;
	int64_t year = when->tm_year + (int64_t)FIRST_YEAR_OF_TM +
		       divide((int64_t)when->tm_mon - 2, 12, &month);
	int64_t days = divide(year, ERA_YEARS, &year_of_era) * ERA_DAYS;
	time_t seconds;

	days += days_before_year(year_of_era) + (153 * month + 2) / 5 + (int64_t)when->tm_mday - 1;
	seconds = (days - DAYS_TO_1970) * DAY_SECONDS + (int64_t)when->tm_hour * 3600 +
		  (int64_t)when->tm_min * 60 + when->tm_sec;
	return gmtime_r(&seconds, when) != NULL ? seconds : -1;
}

time_t
mktime(struct tm *when)
{
	return timegm(when);
}

static struct tm shared;

struct tm *
gmtime(const time_t *when)
{
	return gmtime_r(when, &shared);
}

struct tm *
localtime(const time_t *when)
{
	return gmtime_r(when, &shared);
}

double
difftime(time_t end, time_t begin)
{
	return (double)end - (double)begin;
}
