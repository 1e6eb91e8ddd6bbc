/*
 * What the VGA's text screen shows of a terminal's cells, and how much of the
 * video memory is written for that, on a modelled card.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <kernel/console.h>
#include <kernel/terminal.h>
#include <stdlib.h>
#include <string.h>

/* In place of <i386/cpu/io.h> and <i386/mm/mmio.h>. */
#define TINE_I386_CPU_IO_H
#define TINE_I386_MM_MMIO_H

#define MEMORY_SIZE 32768

static struct {
	uint16_t memory[MEMORY_SIZE / 2]; /* of cells */
	uint8_t index, registers[32];     /* of the CRT controller */
	struct console_device *device;
} card;

static void
outb(uint16_t port, uint8_t value)
{
	if (port == 0x3d4)
		card.index = value % 32;
	else if (port == 0x3d5)
		card.registers[card.index] = value;
}

static uint8_t
inb(uint16_t port)
{
	(void)port;
	return 0;
}

static volatile void *
mmio_map(uint64_t physical, size_t size_bytes)
{
	CHECK_EQ(physical, 0xb8000);
	CHECK(size_bytes <= MEMORY_SIZE);
	return card.memory;
}

void
console_add_device(struct console_device *device)
{
	card.device = device;
}

#include "../../../src/arch/i386/dev/vga_text.c"

static unsigned
register_pair(unsigned high)
{
	return card.registers[high] << 8 | card.registers[high + 1];
}

static unsigned
shown_first(void)
{
	return register_pair(0x0c);
}

static void
write_text(const char *text)
{
	card.device->write(text, strlen(text));
}

static void
start(void)
{
	vga.start = 0;
	memset(card.memory, 0xee, sizeof(card.memory));
	CHECK(vga_text_init());
}

/* The screen, cell by cell, and its cursor. */
static bool
shows_terminal(void)
{
	const unsigned first = shown_first();

	if (first + CELLS > MEMORY_SIZE / 2)
		return false;
	for (unsigned i = 0; i < CELLS; i++) {
		const uint16_t cell = card.memory[first + i];

		if ((cell & 0xff) != vga.cells[i].character ||
		    cell >> 8 != vga_colours(vga.cells[i].colours))
			return false;
	}
	return register_pair(0x0e) == first + terminal_cursor_cell(&vga.terminal);
}

TEST("the screen shows the terminal after every write, however long it goes on")
{
	static const char *const pieces[] = { "\n",          "word ",
					      "\n\n\n",      "\x1b[3;5H",
					      "\x1b[44m",    "\x1b[K",
					      "\x1b[25;70H", "a line that is long enough\n" };
	char many[200];

	start();
	CHECK(shows_terminal());
	memset(many, '\n', sizeof(many) - 1);
	many[sizeof(many) - 1] = '\0';
	srand(1);
	for (unsigned i = 0; i < 5000; i++) {
		write_text(rand() % 50 == 0 ? many : pieces[(unsigned)rand() % 8]);
		if (!shows_terminal()) {
			CHECK(!"shown");
			break;
		}
	}
}

TEST("a line feed at the bottom writes one line; all only where the memory ends")
{
	const unsigned lines = MEMORY_SIZE / 2 / VGA_TEXT_COLUMNS, feeds = 1000;
	const unsigned all = feeds / (lines - VGA_TEXT_LINES + 1);
	unsigned written = 0;

	start();
	write_text("\x1b[25;1H");
	for (unsigned i = 0; i < feeds; i++) {
		memset(card.memory, 0xee, sizeof(card.memory));
		write_text("\n");
		for (unsigned cell = 0; cell < MEMORY_SIZE / 2; cell++)
			written += card.memory[cell] != 0xeeee;
	}
	CHECK_EQ(written, (feeds - all) * VGA_TEXT_COLUMNS + all * CELLS);
}
