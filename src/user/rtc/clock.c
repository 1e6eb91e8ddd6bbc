/*
 * Drives the clock by two ports and an interrupt line, beside a kernel that
 * knows nothing of it.
 *
 * Source: Motorola MC146818 data sheet.
 *
 * SPDX-License-Identifier: MIT
 */
#include "clock.h"

#include <abi/memlayout.h>
#include <exo/env.h>
#include <exo/ipc.h>
#include <exo/panic.h>
#include <exo/syscall.h>
#include <inc/x86.h>
#include <stdbool.h>
#include <time.h>

#define INDEX RTC_PORTS
#define DATA  (RTC_PORTS + 1)

enum {
	SECOND = 0x00,
	MINUTE = 0x02,
	HOUR = 0x04,
	DAY = 0x07,
	MONTH = 0x08,
	YEAR = 0x09,
	STATUS_A = 0x0A,
	STATUS_B = 0x0B,
	STATUS_C = 0x0C,
};

#define A_UPDATING 0x80
#define A_RATE     0x0F
#define A_RATE_64  0x0A
#define B_PERIODIC 0x40
#define B_BINARY   0x04
#define B_24_HOURS 0x02
#define HOUR_PM    0x80

#define UPDATE_READS 10000 /* an update takes 2 ms, a read of a port about a microsecond */

static uint8_t
read_register(uint8_t number)
{
	outb(INDEX, number);
	return inb(DATA);
}

static void
write_register(uint8_t number, uint8_t value)
{
	outb(INDEX, number);
	outb(DATA, value);
}

static unsigned
from_bcd(uint8_t value)
{
	return value / 16 * 10 + value % 16;
}

static void
read_once(struct tm *time)
{
	const uint8_t format = read_register(STATUS_B);
	uint8_t raw[] = { read_register(SECOND), read_register(MINUTE), read_register(HOUR),
			  read_register(DAY),    read_register(MONTH),  read_register(YEAR) };
	const bool afternoon = !(format & B_24_HOURS) && (raw[2] & HOUR_PM);

	if (!(format & B_24_HOURS))
		raw[2] &= ~HOUR_PM;
	for (unsigned i = 0; i < sizeof(raw); i++)
		raw[i] = format & B_BINARY ? raw[i] : from_bcd(raw[i]);
	if (!(format & B_24_HOURS))
		raw[2] = raw[2] % 12 + (afternoon ? 12 : 0);
	*time = (struct tm){
		.tm_sec = raw[0],
		.tm_min = raw[1],
		.tm_hour = raw[2],
		.tm_mday = raw[3],
		.tm_mon = raw[4] - 1,
		.tm_year = raw[5] + (raw[5] < 70 ? 100 : 0),
	};
}

/* Read until two readings agree: the clock may go on in the middle of one. */
static uint32_t
seconds_now(void)
{
	struct tm time;
	uint32_t seconds, again = 0;

	do {
		seconds = again;
		for (int i = 0; i < UPDATE_READS && (read_register(STATUS_A) & A_UPDATING); i++)
			;
		read_once(&time);
		again = (uint32_t)timegm(&time);
	} while (seconds != again);
	return seconds;
}

static void
require(int error, const char *what)
{
	if (error < 0)
		panic("%s: %e", what, error);
}

_Noreturn void
clock_serve(void)
{
	uint32_t ticks = 0, wanted = 0;
	envid_t waiting = 0, from;

	require(sys_ports_open(RTC_PORTS, RTC_PORT_COUNT), "the clock's ports");
	require(sys_line_claim(RTC_LINE), "the clock's interrupt line");
	write_register(STATUS_A, (read_register(STATUS_A) & ~A_RATE) | A_RATE_64);
	write_register(STATUS_B, read_register(STATUS_B) | B_PERIODIC);
	read_register(STATUS_C);
	for (;;) {
		const uint32_t value = (uint32_t)ipc_recv(&from, NULL, NULL);

		if (from == 0) {                 /* the kernel: value is the line */
			read_register(STATUS_C); /* or the clock would not interrupt again */
			ticks++;
			sys_line_done(value);
			if (waiting != 0 && ticks >= wanted) {
				sys_ipc_send(waiting, ticks, (void *)UTOP, 0);
				waiting = 0;
			}
		} else if (value == RTC_TIME) {
			sys_ipc_send(from, seconds_now(), (void *)UTOP, 0);
		} else {
			waiting = from;
			wanted = ticks + value;
		}
	}
}
