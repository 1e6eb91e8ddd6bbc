/*
 * The VGA's text screen.
 *
 * Video memory is slow to read, so a shadow in ordinary memory is what is
 * scrolled; the screen is only written. A line feed also returns the
 * carriage; a backspace moves left without erasing.
 *
 * Source: FreeVGA project, "VGA Text Mode Operation" and "CRT Controller Registers".
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/cpu/io.h>
#include <i386/dev/vga_text.h>
#include <i386/mm/mmio.h>
#include <kernel/console.h>
#include <kernel/string.h>

#define COLUMNS VGA_TEXT_COLUMNS
#define CELLS   (VGA_TEXT_COLUMNS * VGA_TEXT_LINES)
#define TAB     8

#define SCREEN_ADDRESS 0xb8000
#define BLANK          0x0720 /* light grey on black, a space */

#define CRTC_INDEX       0x3d4
#define CRTC_DATA        0x3d5
#define CRTC_SHAPE_START 0x0a /* which lines of a character's 16 the cursor covers */
#define CRTC_SHAPE_END   0x0b
#define CRTC_START_HIGH  0x0c /* what part of the video memory is shown */
#define CRTC_START_LOW   0x0d
#define CRTC_CURSOR_HIGH 0x0e
#define CRTC_CURSOR_LOW  0x0f

static struct {
	volatile uint16_t *screen;
	unsigned position; /* the cell the next character goes to; below CELLS */
	uint16_t shadow[CELLS];
} vga;

static void
crtc_write(uint8_t index, uint8_t value)
{
	outb(CRTC_INDEX, index);
	outb(CRTC_DATA, value);
}

static void
set_cell(unsigned position, uint16_t cell)
{
	vga.shadow[position] = cell;
	vga.screen[position] = cell;
}

static void
scroll(void)
{
	memmove(vga.shadow, vga.shadow + COLUMNS, (CELLS - COLUMNS) * sizeof(vga.shadow[0]));
	for (unsigned i = 0; i < COLUMNS; i++)
		vga.shadow[CELLS - COLUMNS + i] = BLANK;
	for (unsigned i = 0; i < CELLS; i++)
		vga.screen[i] = vga.shadow[i];
}

static void
advance_to(unsigned position)
{
	if (position >= CELLS) {
		scroll();
		position -= COLUMNS;
	}
	vga.position = position;
}

static void
show_character(unsigned char character)
{
	unsigned column = vga.position % COLUMNS;

	switch (character) {
	case '\n':
		advance_to(vga.position - column + COLUMNS);
		break;
	case '\r':
		vga.position -= column;
		break;
	case '\b':
		if (vga.position > 0)
			vga.position--;
		break;
	case '\t':
		advance_to(vga.position - column % TAB + TAB);
		break;
	default:
		if (character < ' ' || character == 0x7f)
			break;
		set_cell(vga.position, (BLANK & 0xff00) | character);
		advance_to(vga.position + 1);
		break;
	}
}

static void
vga_text_write(const char *bytes, size_t n)
{
	for (; n > 0; n--)
		show_character(*bytes++);
	crtc_write(CRTC_CURSOR_HIGH, vga.position >> 8);
	crtc_write(CRTC_CURSOR_LOW, vga.position & 0xff);
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

void
vga_text_init(void)
{
	vga.screen = mmio_map(SCREEN_ADDRESS, CELLS * sizeof(vga.screen[0]));
	if (!video_memory_answers())
		return;
	for (unsigned i = 0; i < CELLS; i++)
		set_cell(i, BLANK);
	crtc_write(CRTC_SHAPE_START, 13);
	crtc_write(CRTC_SHAPE_END, 14);
	crtc_write(CRTC_START_HIGH, 0);
	crtc_write(CRTC_START_LOW, 0);
	console_add_device(&vga_console);
}
