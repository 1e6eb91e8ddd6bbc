/*
 * The VGA's text screen: shows a terminal's cells.
 *
 * Video memory is slow to read; the screen is only written, what has to be
 * remembered is in the terminal.
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

#define SCREEN_ADDRESS 0xb8000

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
	volatile uint16_t *screen;
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

static void
vga_text_write(const char *bytes, size_t n)
{
	struct terminal *terminal = &vga.terminal;
	unsigned cursor;

	terminal_write(terminal, bytes, n);
	for (unsigned i = terminal->changed_first; i < terminal->changed_end; i++)
		vga.screen[i] = vga_colours(vga.cells[i].colours) << 8 | vga.cells[i].character;
	terminal->changed_first = terminal->changed_end = 0;
	cursor = terminal_cursor_cell(terminal);
	crtc_write(CRTC_CURSOR_HIGH, cursor >> 8);
	crtc_write(CRTC_CURSOR_LOW, cursor & 0xff);
}

static struct console_device vga_console = {
	.name = "vga text",
	.write = vga_text_write,
};

/* Two cells, so that it is not the bus that remembers. */
static bool
video_memory_answers(void)
{
	vga.screen[0] = 0x0755;
	vga.screen[1] = 0x07aa;
	return vga.screen[0] == 0x0755 && vga.screen[1] == 0x07aa;
}

bool
vga_text_init(void)
{
	vga.screen = mmio_map(SCREEN_ADDRESS, CELLS * sizeof(vga.screen[0]));
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
