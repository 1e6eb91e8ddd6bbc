/*
 * Reading the MC146818 or its like: in BCD or binary, by 12 or 24 hours, with
 * a century where the FADT names a register for it.
 *
 * Source: Motorola MC146818 data sheet.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/cpu/io.h>
#include <i386/dev/rtc.h>
#include <i386/platform/machine.h>
#include <stdbool.h>

#define INDEX 0x70 /* the top bit would hold NMIs back */
#define DATA  0x71

enum field { SECOND, MINUTE, HOUR, DAY, MONTH, YEAR, CENTURY, FIELDS };

#define STATUS_A 0x0a
#define STATUS_B 0x0b
#define UPDATING 0x80 /* of A: the others may change within 244 us, for 2 ms */
#define BINARY   0x04 /* of B */
#define HOURS_24 0x02 /* of B */
#define HOUR_PM  0x80

#define LAST_REGISTER 0x7f

/* A register is read in about a microsecond. */
#define UPDATE_TRIES  10000
#define READING_TRIES 4

/* Days are counted from the first of March, so that the leap day is its year's last. */
#define DAYS_TO_1970 719468u /* from March of the year 0 */

static uint8_t
read_register(uint8_t index)
{
	outb(INDEX, index);
	return inb(DATA);
}

/* False: the clock never ceases to change, or is not there. */
static bool
wait_until_steady(void)
{
	for (unsigned i = 0; i < UPDATE_TRIES; i++)
		if (!(read_register(STATUS_A) & UPDATING))
			return true;
	return false;
}

static unsigned
number(uint8_t raw, bool binary)
{
	return binary ? raw : raw / 16 * 10 + raw % 16;
}

static void
read_fields(uint8_t century_index, unsigned fields[FIELDS])
{
	static const uint8_t indices[] = {
		[SECOND] = 0, [MINUTE] = 2, [HOUR] = 4, [DAY] = 7, [MONTH] = 8, [YEAR] = 9,
	};
	const uint8_t format = read_register(STATUS_B);
	const bool binary = format & BINARY;
	bool afternoon = false;

	for (unsigned i = 0; i < CENTURY; i++) {
		uint8_t raw = read_register(indices[i]);

		if (i == HOUR && !(format & HOURS_24)) {
			afternoon = raw & HOUR_PM;
			raw &= ~HOUR_PM;
		}
		fields[i] = number(raw, binary);
	}
	if (!(format & HOURS_24))
		fields[HOUR] = fields[HOUR] % 12 + (afternoon ? 12 : 0);
	fields[CENTURY] = 0;
	if (century_index != 0 && century_index <= LAST_REGISTER)
		fields[CENTURY] = number(read_register(century_index), binary);
	/* A register that does not hold a century of a PC's is for something else. */
	if (fields[CENTURY] < 19 || fields[CENTURY] > 29)
		fields[CENTURY] = fields[YEAR] < 70 ? 20 : 19;
}

static bool
same(const unsigned a[FIELDS], const unsigned b[FIELDS])
{
	for (unsigned i = 0; i < FIELDS; i++)
		if (a[i] != b[i])
			return false;
	return true;
}

static uint64_t
seconds_of(const unsigned fields[FIELDS])
{
	const unsigned month = (fields[MONTH] + 9) % 12; /* from March */
	unsigned year = fields[CENTURY] * 100 + fields[YEAR];
	uint32_t days;

	if (fields[SECOND] > 60 || fields[MINUTE] > 59 || fields[HOUR] > 23 || fields[DAY] < 1 ||
	    fields[DAY] > 31 || fields[MONTH] < 1 || fields[MONTH] > 12 || fields[YEAR] > 99 ||
	    year < 1970)
		return 0;
	if (fields[MONTH] < 3)
		year--;
	days = year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 +
	       fields[DAY] - 1 - DAYS_TO_1970;
	return (uint64_t)days * 86400 + fields[HOUR] * 3600 + fields[MINUTE] * 60 + fields[SECOND];
}

uint64_t
rtc_read(const struct machine *machine)
{
	unsigned last[FIELDS], fields[FIELDS];

	if (!wait_until_steady())
		return 0;
	read_fields(machine->century_index, fields);
	/* An update may have begun meanwhile: only what is read twice is believed. */
	for (unsigned i = 0; i < READING_TRIES; i++) {
		for (unsigned field = 0; field < FIELDS; field++)
			last[field] = fields[field];
		if (!wait_until_steady())
			return 0;
		read_fields(machine->century_index, fields);
		if (same(last, fields))
			return seconds_of(fields);
	}
	return 0;
}
