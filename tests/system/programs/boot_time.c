/*
 * From power-on to here takes less than a second. For a machine that counts
 * instructions: there the time-stamp counter is the nanoseconds since power-on,
 * firmware and loader included, however busy the host is.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#include <inc/x86.h>

#define NS_PER_MS 1000000
#define LIMIT_MS  1000

void
umain(int argc, char **argv)
{
	uint64_t since_entry_ns;
	uint32_t since_power_on_ms;

	(void)argc;
	(void)argv;
	CHECK_RESULT(sys_time_ns(&since_entry_ns), 0);
	since_power_on_ms = (uint32_t)(read_tsc() / NS_PER_MS);
	cprintf("%u ms since power-on, %u of them since the kernel's entry\n", since_power_on_ms,
		(uint32_t)(since_entry_ns / NS_PER_MS));
	CHECK(since_power_on_ms < LIMIT_MS);
	passed();
}
