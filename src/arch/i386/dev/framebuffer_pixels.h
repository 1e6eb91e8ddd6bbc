/*
 * Characters as pixels in a linear framebuffer of any pixel format: what can
 * be tested without a screen. The pixels are only written, never read.
 *
 * Characters are enlarged by a whole factor, so that even the largest screen
 * has no more of them than fit into FRAMEBUFFER_CELLS, and can be read.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_DEV_FRAMEBUFFER_PIXELS_H
#define TINE_I386_DEV_FRAMEBUFFER_PIXELS_H

#include <kernel/bootinfo.h>
#include <kernel/terminal.h>

#define FRAMEBUFFER_WIDTH_MIN   640
#define FRAMEBUFFER_HEIGHT_MIN  480
#define FRAMEBUFFER_SIZE_MAX    (34u << 20) /* bytes; what the kernel has addresses for */
#define FRAMEBUFFER_COLUMNS_MAX 240         /* a screen of 1920 by 1080 */
#define FRAMEBUFFER_LINES_MAX   67
#define FRAMEBUFFER_CELLS       (FRAMEBUFFER_COLUMNS_MAX * FRAMEBUFFER_LINES_MAX)
#define FRAMEBUFFER_COLOURS     16

struct framebuffer {
	uint8_t *pixels;
	uint32_t pitch_bytes;
	uint32_t width; /* in pixels, as is height */
	uint32_t height;
	unsigned pixel_size_bytes; /* 2, 3 or 4 */
	unsigned scale;            /* how many pixels are one of the font's, either way */
	unsigned columns;          /* of characters */
	unsigned lines;
	uint32_t colours[FRAMEBUFFER_COLOURS]; /* as pixels */
};

/* Why the console cannot use the loader's framebuffer: a phrase; NULL: it can. */
const char *framebuffer_refusal(const struct boot_info *boot);

/* Takes over a description that was not refused; pixels is where its memory is mapped. */
void framebuffer_describe(struct framebuffer *framebuffer, const struct boot_framebuffer *boot,
			  void *pixels);

/* Paints all of it black. */
void framebuffer_clear(const struct framebuffer *framebuffer);

/* Paints one character. line and column are within the framebuffer's. */
void framebuffer_draw(const struct framebuffer *framebuffer, unsigned line, unsigned column,
		      struct terminal_cell cell);

#endif
