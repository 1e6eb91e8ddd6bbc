/*
 * The time of day, from the kernel.
 *
 * SPDX-License-Identifier: MIT
 */
#include <exo/syscall.h>
#include <time.h>

#define NS_PER_SECOND 1000000000u

time_t
time(time_t *result)
{
	uint64_t now_ns;
	time_t now = -1;

	if (sys_wall_ns(&now_ns) == 0)
		now = (time_t)(now_ns / NS_PER_SECOND);
	if (result != NULL)
		*result = now;
	return now;
}
