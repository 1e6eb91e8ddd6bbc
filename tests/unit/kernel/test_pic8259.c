/*
 * The 8259s' driver on two modelled chips: what is masked, and which
 * interrupt is ended, a spurious one not among them.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <string.h>

/* In place of <i386/cpu/io.h>. */
#define TINE_I386_CPU_IO_H

static struct chip {
	uint8_t mask;
	uint8_t in_service;
	uint8_t vector_base;
	unsigned words_due; /* of initialisation, on the data port */
	bool shows_service; /* the command port is read as in_service */
	unsigned ends;
} chips[2];

static uint16_t level_lines; /* as the register at 0x4d0 has them */

static struct chip *
chip_at(uint16_t port)
{
	return &chips[port >= 0xa0];
}

static void
outb(uint16_t port, uint8_t value)
{
	struct chip *chip = chip_at(port);

	if (port & 1) {
		if (chip->words_due == 0)
			chip->mask = value;
		else if (chip->words_due-- == 3)
			chip->vector_base = value;
	} else if (value == 0x11) {
		*chip = (struct chip){ .words_due = 3 };
	} else if (value == 0x0b) {
		chip->shows_service = true;
	} else if (value == 0x20) {
		chip->ends++;
		chip->in_service &= chip->in_service - 1;
	}
}

static uint8_t
inb(uint16_t port)
{
	struct chip *chip = chip_at(port);

	if ((port & ~1) == 0x4d0)
		return port & 1 ? level_lines >> 8 : level_lines & 0xff;
	if (port & 1)
		return chip->mask;
	return chip->shows_service ? chip->in_service : 0;
}

#include "../../../src/arch/i386/irq/pic8259.c"

/* Both silenced, then these interrupts in service. */
static void
begin(uint8_t first, uint8_t second)
{
	memset(chips, 0xff, sizeof(chips));
	pic_silence();
	chips[0].in_service = first;
	chips[1].in_service = second;
}

TEST("silencing moves the vectors off the exceptions and masks all lines")
{
	begin(0, 0);
	CHECK_EQ(chips[0].vector_base, 0x20);
	CHECK_EQ(chips[1].vector_base, 0x28);
	CHECK_EQ(chips[0].mask, 0xff);
	CHECK_EQ(chips[1].mask, 0xff);
}

TEST("routing opens a line, and the way through the first chip for the second's; masking closes it")
{
	begin(0, 0);
	CHECK_EQ(pic_controller.route(1), 0);
	CHECK_EQ(chips[0].mask, 0xf9);
	CHECK_EQ(chips[1].mask, 0xff);
	CHECK_EQ(pic_controller.route(12), 0);
	CHECK_EQ(chips[1].mask, 0xef);
	pic_controller.mask(12, true);
	CHECK_EQ(chips[0].mask, 0xf9);
	CHECK_EQ(chips[1].mask, 0xff);
	CHECK_EQ(pic_controller.route(2), -E_NOT_SUPP);
}

TEST("level-triggered lines are those of the register, where there is one")
{
	level_lines = 0x0c00;
	CHECK(pic_controller.is_level(10) && pic_controller.is_level(11));
	CHECK(!pic_controller.is_level(9));
	level_lines = 0xffff;
	CHECK(!pic_controller.is_level(10));
}

TEST("an interrupt in service is claimed, and ended at each chip it came through")
{
	begin(1 << 1, 0);
	CHECK(pic_controller.claim(1));
	pic_controller.end(1);
	CHECK(chips[0].in_service == 0 && chips[1].ends == 0);

	begin(1 << 2, 1 << 7);
	CHECK(pic_controller.claim(15));
	pic_controller.end(15);
	CHECK(chips[0].in_service == 0 && chips[1].in_service == 0);
}

TEST("a spurious interrupt of line 7 is not claimed, and nothing is ended")
{
	begin(0, 0);
	CHECK(!pic_controller.claim(7));
	CHECK(chips[0].ends == 0 && chips[1].ends == 0);
}

TEST("a spurious interrupt of line 15 is ended at the first chip only")
{
	begin(1 << 2, 0);
	CHECK(!pic_controller.claim(15));
	CHECK_EQ(chips[0].in_service, 0);
	CHECK_EQ(chips[1].ends, 0);
}
