/*
 * Dates, against the host's.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unit.h>

#include "host.h"

/* The host's structure begins like ours. */
static bool
same_date(const struct tm *a, const int *b)
{
	const int ours[] = { a->tm_sec, a->tm_min,  a->tm_hour, a->tm_mday,
			     a->tm_mon, a->tm_year, a->tm_wday, a->tm_yday };

	return memcmp(ours, b, sizeof(ours)) == 0;
}

static void
check(time_t when)
{
	const long host_when = (long)when;
	struct tm ours;

	if (!CHECK(gmtime_r(&when, &ours) == &ours))
		return;
	CHECK(same_date(&ours, (const int *)host_gmtime(&host_when)));
	CHECK_EQ(timegm(&ours), when);
}

TEST("every day around leap years, and seconds drawn at random, are the host's")
{
	for (time_t day = -800000; day < 800000; day += 1)
		check(day * 86400 + (day & 0xffff));
	for (int i = 0; i < 10000; i++)
		check((time_t)(uint32_t)rand() << (i % 20));
}

TEST("fields beyond their ranges are carried over")
{
	struct tm when = {
		.tm_year = 124, .tm_mon = 13, .tm_mday = 0, .tm_hour = -1, .tm_sec = 61
	};

	CHECK_EQ(mktime(&when), 1738278061);
	CHECK(when.tm_year == 125 && when.tm_mon == 0 && when.tm_mday == 30 && when.tm_hour == 23);
	CHECK(when.tm_min == 1 && when.tm_sec == 1);
}

TEST("a year that has no int is no date")
{
	time_t when = INT64_MAX / 2;

	CHECK(gmtime(&when) == NULL);
	CHECK(ctime(&when) == NULL);
}

TEST("asctime writes the form that programs expect, whatever it is given")
{
	const time_t when = 1709251198;
	struct tm odd = { .tm_wday = -1, .tm_mon = 99, .tm_year = 2147483647 };
	char text[32];

	CHECK_STR(ctime(&when), "Thu Feb 29 23:59:58 2024\n");
	CHECK_STR(asctime_r(&odd, text), "??? ???  0 00:00:00 2147485547\n");
	odd.tm_sec = odd.tm_min = odd.tm_hour = odd.tm_mday = -2147483647 - 1;
	CHECK_EQ(strlen(asctime_r(&odd, text)), 31);
}

TEST("difftime is a difference")
{
	CHECK(difftime(5, 7) == -2.0);
}
