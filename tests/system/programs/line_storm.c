/*
 * An interrupt line that never rests: the real-time clock's at 8,192 Hz, while
 * its claimants come, are slow, and are ended by their parent on another CPU.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#include <abi/device.h>
#include <inc/x86.h>

#define RTC_PORT  0x70
#define RTC_LINE  8
#define ROUNDS    40
#define WANTED    20 /* interrupts that a claimant sees before it is ended */
#define STATUS_A  0x0A
#define STATUS_B  0x0B
#define STATUS_C  0x0C
#define RATE_8192 0x23
#define PERIODIC  0x40

static uint8_t
read_clock(int number)
{
	outb(RTC_PORT, (uint8_t)number);
	return inb(RTC_PORT + 1);
}

static void
write_clock(int number, uint8_t value)
{
	outb(RTC_PORT, (uint8_t)number);
	outb(RTC_PORT + 1, value);
}

static void
interrupt(bool on)
{
	const uint8_t others = read_clock(STATUS_B) & ~PERIODIC;

	write_clock(STATUS_A, RATE_8192);
	write_clock(STATUS_B, others | (on ? PERIODIC : 0));
	read_clock(STATUS_C);
}

static void
receive(void)
{
	envid_t from = 1;
	int perm = 1;

	CHECK_RESULT(ipc_recv(&from, NULL, &perm), RTC_LINE);
	CHECK(from == 0 && perm == 0);
	read_clock(STATUS_C);
	SHARED[0]++;
}

/* A claimant; one in three never says that it is done, and then hears of one interrupt only. */
static void
serve(int number)
{
	ipc_recv(NULL, NULL, NULL);
	CHECK_RESULT(sys_ports_open(RTC_PORT, 2), 0);
	CHECK_RESULT(sys_line_claim(RTC_LINE), 0);
	interrupt(true);
	for (;;) {
		receive();
		if (number % 3 == 0) {
			SHARED[1] = 1;
			receive();
			panic("a second interrupt before the first was done with");
		}
		if (SHARED[0] >= WANTED)
			SHARED[1] = 1;
		CHECK_RESULT(sys_line_done(RTC_LINE), 0);
	}
}

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	make_shared_page();
	for (int i = 0; i < ROUNDS; i++) {
		const envid_t child = checked_fork();

		if (child == 0)
			serve(i);
		SHARED[0] = SHARED[1] = 0;
		CHECK_RESULT(sys_grant(child, GRANT_PORTS, RTC_PORT, 2), 0);
		CHECK_RESULT(sys_grant(child, GRANT_LINES, RTC_LINE, 1), 0);
		ipc_send(child, 0, NULL, 0);
		/* Alternately in its way and out of it. */
		while (SHARED[1] == 0)
			if (i % 2 == 0)
				sys_yield();
			else
				sleep_ms(1);
		end_and_wait(child);
	}
	CHECK_RESULT(sys_ports_open(RTC_PORT, 2), 0);
	interrupt(false);
	passed();
}
