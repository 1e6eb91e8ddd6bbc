/*
 * The time of day. There are no time zones: local time is UTC.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_TIME_H
#define TINE_TIME_H

#include <stddef.h>
#include <stdint.h>

typedef int64_t time_t; /* seconds since 1970 began */

struct tm {
	int tm_sec;
	int tm_min;
	int tm_hour;
	int tm_mday; /* from 1 */
	int tm_mon;  /* from 0 */
	int tm_year; /* since 1900 */
	int tm_wday; /* since Sunday */
	int tm_yday; /* since the first of January */
	int tm_isdst;
};

/* The time now, also in *result if that is not NULL; -1 if the machine has no clock. */
time_t time(time_t *result);

double difftime(time_t end, time_t begin);

/* NULL if the year has no int. gmtime and localtime share one result. */
struct tm *gmtime_r(const time_t *when, struct tm *result);
struct tm *gmtime(const time_t *when);
struct tm *localtime(const time_t *when);

/* The opposite. Fields may be beyond their ranges; all are put right, those after tm_year too. */
time_t timegm(struct tm *when);
time_t mktime(struct tm *when);

/* "Thu Feb 29 23:59:58 2024\n"; all but asctime_r share one result of 32 bytes. */
char *asctime_r(const struct tm *when, char buffer[32]);
char *asctime(const struct tm *when);
char *ctime(const time_t *when);

#endif
