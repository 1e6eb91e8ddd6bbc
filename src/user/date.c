/*
 * Prints date and time of day, in UTC.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int
main(void)
{
	const time_t now = time(NULL);
	const struct tm *date;

	if (now == -1) {
		printf("date: this machine has no clock\n");
		return EXIT_FAILURE;
	}
	date = gmtime(&now);
	printf("%04d-%02d-%02d %02d:%02d:%02d UTC\n", date->tm_year + 1900, date->tm_mon + 1,
	       date->tm_mday, date->tm_hour, date->tm_min, date->tm_sec);
	return EXIT_SUCCESS;
}
