/*
 * The VGA's text screen: shows a terminal's cells.
 *
 * Video memory is slow: it is never read, and scrolling writes no more than the new
 * line, as what is shown begins a line further on. At the memory's end it begins anew.
 *
 * Source: FreeVGA project, "VGA Text Mode Operation", "CRT Controller
 * Registers" and "Attribute Controller Registers".
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/cpu/io.h>
#include <i386/dev/vga_text.h>
#include <i386/mm/mmio.h>
#include <kernel/console.h>
#include <kernel/terminal.h>

#define CELLS (VGA_TEXT_COLUMNS * VGA_TEXT_LINES)

#define MEMORY_ADDRESS 0xb8000
#define MEMORY_CELLS   16384

#define CRTC_INDEX       0x3d4
#define CRTC_DATA        0x3d5
#define CRTC_SHAPE_START 0x0a /* which lines of a character's 16 the cursor covers */
#define CRTC_SHAPE_END   0x0b
#define CRTC_START_HIGH  0x0c /* what part of the video memory is shown */
#define CRTC_START_LOW   0x0d
#define CRTC_CURSOR_HIGH 0x0e
#define CRTC_CURSOR_LOW  0x0f

#define INPUT_STATUS      0x3da /* reading it makes the next write to ATTRIBUTE an index */
#define ATTRIBUTE         0x3c0 /* index, then value */
#define ATTRIBUTE_READ    0x3c1
#define ATTRIBUTE_MODE    0x10
#define ATTRIBUTE_DISPLAY 0x20 /* with an index: the screen stays on */
#define MODE_BLINK        0x08 /* the highest bit of a cell blinks; otherwise its background is bright */

static struct {
	volatile uint32_t *memory; /* two cells in a word */
	unsigned start;            /* the cell of it that is shown first: an even one */
	struct terminal terminal;
	struct terminal_cell cells[CELLS];
} vga;

static void
crtc_write(uint8_t index, uint8_t value)
{
	outb(CRTC_INDEX, index);
	outb(CRTC_DATA, value);
}

static void
allow_bright_backgrounds(void)
{
	uint8_t mode;

	inb(INPUT_STATUS);
	outb(ATTRIBUTE, ATTRIBUTE_MODE | ATTRIBUTE_DISPLAY);
	mode = inb(ATTRIBUTE_READ);
	inb(INPUT_STATUS);
	outb(ATTRIBUTE, ATTRIBUTE_MODE | ATTRIBUTE_DISPLAY);
	outb(ATTRIBUTE, mode & ~MODE_BLINK);
}

/* The VGA's colours have red and blue, bits 0 and 2, the other way round; both at once here. */
static uint8_t
vga_colours(uint8_t colours)
{
	return (colours & 0xaa) | (colours & 0x11) << 2 | (colours & 0x44) >> 2;
}

static uint32_t
as_shown(struct terminal_cell cell)
{
	return (uint32_t)vga_colours(cell.colours) << 8 | cell.character;
}

/* Cells to be shown, from first to before end; with them their neighbours in the same words. */
static void
paint(unsigned first, unsigned end)
{
	for (unsigned i = first / 2 * 2; i < end; i += 2)
		vga.memory[(vga.start + i) / 2] =
			as_shown(vga.cells[i]) | as_shown(vga.cells[i + 1]) << 16;
}

static void
vga_text_write(const char *bytes, size_t n)
{
	struct terminal *terminal = &vga.terminal;
	unsigned first, cursor;

	terminal_write(terminal, bytes, n);
	first = terminal->changed_first;
	vga.start += terminal->scrolled * VGA_TEXT_COLUMNS;
	if (vga.start > MEMORY_CELLS - CELLS)
		vga.start = first = 0;
	paint(first, terminal->changed_end);
	if (terminal->scrolled > 0) {
		crtc_write(CRTC_START_HIGH, vga.start >> 8);
		crtc_write(CRTC_START_LOW, vga.start & 0xff);
	}
	terminal->scrolled = terminal->changed_first = terminal->changed_end = 0;
	cursor = vga.start + terminal_cursor_cell(terminal);
	crtc_write(CRTC_CURSOR_HIGH, cursor >> 8);
	crtc_write(CRTC_CURSOR_LOW, cursor & 0xff);
}

static struct console_device vga_console = {
	.name = "vga text",
	.write = vga_text_write,
};

/* Two words, so that it is not the bus that remembers. */
static bool
video_memory_answers(void)
{
	vga.memory[0] = 0x07550755;
	vga.memory[1] = 0x07aa07aa;
	return vga.memory[0] == 0x07550755 && vga.memory[1] == 0x07aa07aa;
}

bool
vga_text_init(void)
{
	vga.memory = mmio_map(MEMORY_ADDRESS, MEMORY_CELLS / 2 * sizeof(vga.memory[0]));
	if (!video_memory_answers())
		return false;
	terminal_init(&vga.terminal, vga.cells, VGA_TEXT_LINES, VGA_TEXT_COLUMNS);
	allow_bright_backgrounds();
	crtc_write(CRTC_SHAPE_START, 13);
	crtc_write(CRTC_SHAPE_END, 14);
	crtc_write(CRTC_START_HIGH, 0);
	crtc_write(CRTC_START_LOW, 0);
	vga_text_write("", 0); /* it has blanks to show */
	console_add_device(&vga_console);
	return true;
}
