/*
 * The PC's clock, modelled: every form its registers can have, an update in
 * the middle of a reading, and clocks that are none.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <string.h>

/* In place of <i386/cpu/io.h>. */
#define TINE_I386_CPU_IO_H

static struct {
	uint8_t registers[128];
	uint8_t index;
	unsigned reads;
	unsigned changes_after; /* reads, to the next second, without a word; 0: it does not */
	bool absent;
} rtc;

static void
outb(uint16_t port, uint8_t value)
{
	if (port == 0x70)
		rtc.index = value & 0x7f;
}

static uint8_t
inb(uint16_t port)
{
	if (port != 0x71 || rtc.absent)
		return 0xff;
	if (++rtc.reads == rtc.changes_after) {
		rtc.registers[0] = 0x00;
		rtc.registers[2] = 0x00;
		rtc.registers[4] = 0x18;
	}
	return rtc.registers[rtc.index];
}

#include "../../../src/arch/i386/dev/rtc.c"

#define CENTURY_INDEX 0x32

static void
set(uint8_t format, const char *when)
{
	static const uint8_t indices[] = { CENTURY_INDEX, 9, 8, 7, 4, 2, 0 };

	memset(&rtc, 0, sizeof(rtc));
	rtc.registers[STATUS_B] = format;
	for (size_t i = 0; i < sizeof(indices); i++, when += 2) {
		uint8_t tens = when[0] - '0', units = when[1] - '0';

		rtc.registers[indices[i]] = format & BINARY ? tens * 10 + units : tens * 16 + units;
	}
}

static uint64_t
reading(uint8_t century_index)
{
	const struct machine machine = { .century_index = century_index };

	return rtc_read(&machine);
}

/* Century, year, month, day, hour, minute, second; and what date(1) says of them. */
#define LEAP_DAY         "20240229235958"
#define LEAP_DAY_SECONDS 1709251198

TEST("BCD and binary, by 24 hours")
{
	set(HOURS_24, LEAP_DAY);
	CHECK_EQ(reading(CENTURY_INDEX), LEAP_DAY_SECONDS);
	set(HOURS_24 | BINARY, LEAP_DAY);
	CHECK_EQ(reading(CENTURY_INDEX), LEAP_DAY_SECONDS);
}

TEST("by 12 hours, midnight is 12 in the morning and noon 12 in the afternoon")
{
	static const struct {
		uint8_t hour, expected;
	} hours[] = { { 0x12, 0 },  { 0x01, 1 },  { 0x11, 11 },
		      { 0x92, 12 }, { 0x81, 13 }, { 0x91, 23 } };

	for (size_t i = 0; i < sizeof(hours) / sizeof(hours[0]); i++) {
		set(0, "20240229005958");
		rtc.registers[4] = hours[i].hour;
		CHECK_EQ(reading(CENTURY_INDEX),
			 LEAP_DAY_SECONDS - 23 * 3600 + hours[i].expected * 3600);
	}
}

TEST("the century's register counts if the firmware has one and it holds one")
{
	set(HOURS_24, "21000301000000");
	CHECK_EQ(reading(CENTURY_INDEX), 4107542400);
	set(HOURS_24, "19991231235959");
	CHECK_EQ(reading(CENTURY_INDEX), 946684799);
	CHECK_EQ(reading(0), 946684799);
	set(HOURS_24, "99240229235958");
	CHECK_EQ(reading(CENTURY_INDEX), LEAP_DAY_SECONDS);
	set(HOURS_24, LEAP_DAY);
	CHECK_EQ(reading(0xff), LEAP_DAY_SECONDS);
}

TEST("a second that begins in the middle of a reading does not mix two times")
{
	for (unsigned after = 1; after < 40; after++) {
		uint64_t seconds;

		set(HOURS_24, "20240229175959");
		rtc.changes_after = after;
		seconds = reading(CENTURY_INDEX);
		CHECK(seconds == 1709229599 || seconds == 1709229600);
	}
}

TEST("no clock, one that is always busy, and one that shows no date give nothing")
{
	static const char *const no_dates[] = {
		"20240029235958", "20241329235958", "20240200235958", "20240232235958",
		"20240229245958", "20240229236058", "19690229235958",
	};

	memset(&rtc, 0, sizeof(rtc));
	rtc.absent = true;
	CHECK_EQ(reading(CENTURY_INDEX), 0);
	set(HOURS_24, LEAP_DAY);
	rtc.registers[STATUS_A] = UPDATING;
	CHECK_EQ(reading(CENTURY_INDEX), 0);
	for (size_t i = 0; i < sizeof(no_dates) / sizeof(no_dates[0]); i++) {
		set(HOURS_24, no_dates[i]);
		CHECK_EQ(reading(CENTURY_INDEX), 0);
	}
}
