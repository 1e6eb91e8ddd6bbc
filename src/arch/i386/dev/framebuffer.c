/*
 * The framebuffer console: paints a terminal's cells.
 *
 * Reading a framebuffer is slow, and so is writing what is there already: a
 * copy of the cells on the screen tells which have to be painted, after
 * scrolling too. The cell under the cursor is painted in exchanged colours.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/dev/framebuffer.h>
#include <i386/dev/framebuffer_pixels.h>
#include <i386/mm/kernelmap.h>
#include <kernel/bootinfo.h>
#include <kernel/console.h>
#include <kernel/printf.h>

_Static_assert(FRAMEBUFFER_SIZE_MAX == KFRAMEBUFFER_SIZE, "all that is not refused can be mapped");

static struct {
	struct framebuffer framebuffer;
	struct terminal terminal;
	unsigned cursor; /* the cell that is painted as the cursor's */
	struct terminal_cell cells[FRAMEBUFFER_CELLS];
	struct terminal_cell painted[FRAMEBUFFER_CELLS];
} screen;

static bool
same(struct terminal_cell a, struct terminal_cell b)
{
	return a.character == b.character && a.colours == b.colours;
}

/* What the screen is to show at index. */
static struct terminal_cell
wanted(unsigned index)
{
	struct terminal_cell cell = screen.cells[index];

	if (index == screen.cursor)
		cell.colours = (uint8_t)(cell.colours << 4 | cell.colours >> 4);
	return cell;
}

static void
paint(unsigned index)
{
	const unsigned columns = screen.framebuffer.columns;
	const struct terminal_cell cell = wanted(index);

	if (same(cell, screen.painted[index]))
		return;
	screen.painted[index] = cell;
	framebuffer_draw(&screen.framebuffer, index / columns, index % columns, cell);
}

static void
framebuffer_write(const char *bytes, size_t n)
{
	struct terminal *terminal = &screen.terminal;
	const unsigned old_cursor = screen.cursor;

	terminal_write(terminal, bytes, n);
	screen.cursor = terminal_cursor_cell(terminal);
	/* Pixels are not moved: after scrolling any cell may look different. */
	for (unsigned i = terminal->scrolled ? 0 : terminal->changed_first;
	     i < terminal->changed_end; i++)
		paint(i);
	terminal->scrolled = terminal->changed_first = terminal->changed_end = 0;
	paint(old_cursor);
	paint(screen.cursor);
}

static struct console_device framebuffer_console = {
	.name = "framebuffer",
	.write = framebuffer_write,
};

bool
framebuffer_init(const struct boot_info *boot)
{
	const struct boot_framebuffer *told = &boot->framebuffer;
	const char *refusal = framebuffer_refusal(boot);
	void *pixels = NULL;

	if (refusal == NULL) {
		pixels = kernelmap_framebuffer(told->address, told->pitch_bytes * told->height);
		if (pixels == NULL)
			refusal = "the processor cannot address it";
	}
	if (refusal != NULL) {
		cprintf("framebuffer: %ux%u, %u bits per pixel, at %#llx: not used, as %s\n",
			told->width, told->height, told->bits_per_pixel, told->address, refusal);
		return false;
	}
	framebuffer_describe(&screen.framebuffer, told, pixels);
	framebuffer_clear(&screen.framebuffer);
	/* The screen is black: so are blanks in the terminal's first colours. */
	terminal_init(&screen.terminal, screen.cells, screen.framebuffer.lines,
		      screen.framebuffer.columns);
	for (unsigned i = 0; i < screen.terminal.changed_end; i++)
		screen.painted[i] = screen.cells[i];
	console_add_device(&framebuffer_console);
	return true;
}
