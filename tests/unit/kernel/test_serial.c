/*
 * Whether a serial port is taken to be there, on modelled chips and on
 * buses where nothing answers.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <i386/irq/irq.h>
#include <kernel/console.h>
#include <kernel/printf.h>
#include <string.h>

/* In place of <i386/cpu/io.h>. */
#define TINE_I386_CPU_IO_H

static struct {
	bool chip;             /* there is one, */
	bool loops, remembers; /* with a loop-back mode and a scratch register */
	bool crossed;          /* its lines lead back to the wrong ones */
	uint8_t lines;         /* that come in from outside */
	uint8_t nothing;       /* else: what is read */
	bool holds;            /* or rather what was last on the bus */
	uint8_t registers[8];
	unsigned sent;
	struct console_device *device;
} world;

static void
outb(uint16_t port, uint8_t value)
{
	CHECK(port >= 0x3f8 && port <= 0x3ff);
	world.registers[port & 7] = value;
	world.sent += port == 0x3f8 && !(world.registers[3] & 0x80);
	if (world.holds)
		world.nothing = value;
}

static uint8_t
inb(uint16_t port)
{
	const uint8_t control = world.registers[4];

	if (!world.chip)
		return world.nothing;
	if (world.crossed && port == 0x3fe)
		return (uint8_t)(control << 4);
	switch (port) {
	case 0x3fa:
		return 0xc1;
	case 0x3fd:
		return 0x60;
	case 0x3fe:
		if (!world.loops || !(control & 0x10))
			return world.lines;
		return (uint8_t)((control & 0x0c) << 4 | (control & 0x02) << 3 |
				 (control & 0x01) << 5);
	case 0x3ff:
		return world.remembers ? world.registers[7] : 0xff;
	}
	return 0;
}

void
console_add_device(struct console_device *device)
{
	world.device = device;
}

void
console_input(int character)
{
	(void)character;
}

int
irq_register(unsigned irq, void (*handler)(void))
{
	(void)irq, (void)handler;
	return 0;
}

int
cprintf(const char *format, ...)
{
	(void)format;
	return 0;
}

#include "../../../src/arch/i386/dev/serial.c"

static bool
found(bool loops, bool remembers, uint8_t lines)
{
	memset(&world, 0, sizeof(world));
	memset(&serial, 0, sizeof(serial));
	world.chip = true;
	world.loops = loops;
	world.remembers = remembers;
	world.lines = lines;
	serial_init();
	CHECK(serial_present() == (world.device != NULL));
	return serial_present();
}

static bool
found_where_nothing_is(uint8_t nothing, bool holds)
{
	memset(&world, 0, sizeof(world));
	memset(&serial, 0, sizeof(serial));
	world.nothing = nothing;
	world.holds = holds;
	serial_init();
	return serial_present();
}

TEST("a port is found whatever is plugged into it, and is not left in its loop-back mode")
{
	static const uint8_t lines[] = { 0x00, 0x90, 0x60, 0xf0, 0xb0 };

	for (size_t i = 0; i < sizeof(lines); i++) {
		CHECK(found(true, true, lines[i]));
		CHECK_EQ(world.registers[4], 0x0b);
		CHECK_EQ(world.sent, 0);
	}
}

TEST("a port without scratch register is found, and one without loop-back mode")
{
	CHECK(found(true, false, 0xb0));
	CHECK(found(false, true, 0x00));
	CHECK(found(false, true, 0xb0));
}

TEST("something else, which leads nothing back and remembers nothing, or leads back otherwise, is "
     "no port")
{
	CHECK(!found(false, false, 0x00));
	CHECK(!found(false, false, 0x90));
	CHECK_EQ(world.registers[4], 0);
	memset(&serial, 0, sizeof(serial));
	world.remembers = world.crossed = true;
	serial_init();
	CHECK(!serial_present());
}

TEST("no port is found on a bus where nothing answers, or that remembers what was last on it")
{
	CHECK(!found_where_nothing_is(0xff, false));
	CHECK(!found_where_nothing_is(0x00, false));
	CHECK(!found_where_nothing_is(0x55, false));
	CHECK(!found_where_nothing_is(0xff, true));
}
