/*
 * Starts a driver for the real-time clock, gives it the clock and nothing
 * else, and asks it for the time:
 *
 *   rtc [SECONDS]
 *
 * SPDX-License-Identifier: MIT
 */
#include "clock.h"

#include <abi/device.h>
#include <abi/memlayout.h>
#include <exo/env.h>
#include <exo/fork.h>
#include <exo/ipc.h>
#include <exo/syscall.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static uint32_t
ask(envid_t driver, uint32_t question)
{
	ipc_send(driver, question, NULL, 0);
	return (uint32_t)ipc_recv(NULL, NULL, NULL);
}

static void
print_time(envid_t driver)
{
	const time_t now = ask(driver, RTC_TIME);
	const struct tm *date = gmtime(&now);

	printf("rtc: %04d-%02d-%02d %02d:%02d:%02d UTC\n", date->tm_year + 1900, date->tm_mon + 1,
	       date->tm_mday, date->tm_hour, date->tm_min, date->tm_sec);
}

/* A child that waits to be given the clock before it serves it. */
static envid_t
start_driver(void)
{
	envid_t parent = sys_getenvid(), driver = fork();
	int error;

	if (driver == 0) {
		ipc_recv(&parent, NULL, NULL);
		clock_serve();
	}
	if (driver < 0)
		return driver;
	error = sys_grant(driver, GRANT_PORTS, RTC_PORTS, RTC_PORT_COUNT);
	if (error == 0)
		error = sys_grant(driver, GRANT_LINES, RTC_LINE, 1);
	if (error == 0)
		error = sys_ipc_send(driver, 0, (void *)UTOP, 0);
	if (error < 0)
		sys_env_destroy(driver);
	return error < 0 ? error : driver;
}

int
main(int argc, char **argv)
{
	const long seconds = argc > 1 ? strtol(argv[1], NULL, 0) : 1;
	const envid_t driver = start_driver();

	if (driver < 0) {
		printf("rtc: no driver for the clock: %e\n", driver);
		return EXIT_FAILURE;
	}
	print_time(driver);
	for (long i = 0; i < seconds; i++) {
		ask(driver, RTC_TICKS_PER_SECOND);
		print_time(driver);
	}
	sys_env_destroy(driver);
	return EXIT_SUCCESS;
}
