/*
 * Dates in words.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>
#include <time.h>

#define RESULT_SIZE 32

/* Three letters each; beyond them, question marks. */
static const char days[] = "SunMonTueWedThuFriSat";
static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

static const char *
name(const char *names, size_t count, int index)
{
	return index >= 0 && (size_t)index < count ? names + 3 * (size_t)index : "???";
}

char *
asctime_r(const struct tm *when, char buffer[RESULT_SIZE])
{
	snprintf(buffer, RESULT_SIZE, "%.3s %.3s %2d %02d:%02d:%02d %lld\n",
		 name(days, 7, when->tm_wday), name(months, 12, when->tm_mon), when->tm_mday,
		 when->tm_hour, when->tm_min, when->tm_sec, when->tm_year + 1900LL);
	return buffer;
}

char *
asctime(const struct tm *when)
{
	static char result[RESULT_SIZE];

	return asctime_r(when, result);
}

char *
ctime(const time_t *when)
{
	const struct tm *date = localtime(when);

	return date != NULL ? asctime(date) : NULL;
}
