/*
 * Characters as pixels: formats against the bytes they must give, and
 * descriptions that must be refused.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <i386/dev/font.h>
#include <i386/dev/framebuffer_pixels.h>
#include <stdlib.h>
#include <string.h>

#define ADDRESS 0xc0000000u

#define RGB888_FIELDS .red = { 16, 8 }, .green = { 8, 8 }, .blue = { 0, 8 }

static const struct boot_framebuffer usual = {
	.type = BOOT_FRAMEBUFFER_RGB,
	.address = ADDRESS,
	.pitch_bytes = 640 * 4,
	.width = 640,
	.height = 480,
	.bits_per_pixel = 32,
	RGB888_FIELDS,
};

static const char *
refusal(const struct boot_framebuffer *told)
{
	static struct boot_info boot;

	boot.framebuffer = *told;
	boot.memory[0] = (struct boot_memory_range){ 0, 0xa0000, BOOT_MEMORY_AVAILABLE };
	boot.memory[1] = (struct boot_memory_range){ ADDRESS, 0x4000000, BOOT_MEMORY_RESERVED };
	boot.memory[2] = (struct boot_memory_range){ 0x100000, 0x1000000, BOOT_MEMORY_AVAILABLE };
	boot.memory_count = 3;
	return framebuffer_refusal(&boot);
}

/* A framebuffer of its own memory, which sanitizers guard. */
static struct framebuffer
made(const struct boot_framebuffer *told)
{
	const size_t size_bytes = (size_t)told->pitch_bytes * told->height;
	struct framebuffer framebuffer;
	uint8_t *pixels = malloc(size_bytes);

	memset(pixels, 0x5e, size_bytes);
	framebuffer_describe(&framebuffer, told, pixels);
	return framebuffer;
}

/* The bytes of the pixel at x, y. */
static const uint8_t *
pixel(const struct framebuffer *framebuffer, unsigned x, unsigned y)
{
	return framebuffer->pixels + (size_t)y * framebuffer->pitch_bytes +
	       (size_t)x * framebuffer->pixel_size_bytes;
}

static bool
font_has(unsigned char character, unsigned x, unsigned y)
{
	return font[character][y] >> (FONT_WIDTH - 1 - x) & 1;
}

TEST("the pixels of every format have the bytes that it says")
{
	static const struct {
		struct boot_framebuffer told;
		uint8_t foreground[4]; /* bright red: ff 55 55 */
		uint8_t background[4]; /* yellow: aa 55 00 */
	} formats[] = {
		{ { .bits_per_pixel = 32, RGB888_FIELDS },
		  { 0x55, 0x55, 0xff, 0 },
		  { 0, 0x55, 0xaa, 0 } },
		{ { .bits_per_pixel = 32, .red = { 0, 8 }, .green = { 8, 8 }, .blue = { 16, 8 } },
		  { 0xff, 0x55, 0x55, 0 },
		  { 0xaa, 0x55, 0, 0 } },
		{ { .bits_per_pixel = 32, .red = { 24, 8 }, .green = { 16, 8 }, .blue = { 8, 8 } },
		  { 0, 0x55, 0x55, 0xff },
		  { 0, 0, 0x55, 0xaa } },
		{ { .bits_per_pixel = 24, RGB888_FIELDS },
		  { 0x55, 0x55, 0xff },
		  { 0, 0x55, 0xaa } },
		{ { .bits_per_pixel = 24, .red = { 0, 8 }, .green = { 8, 8 }, .blue = { 16, 8 } },
		  { 0xff, 0x55, 0x55 },
		  { 0xaa, 0x55, 0 } },
		/* 5 bits of ff, 6 or 5 of 55, 5 of 55: 1f, 15 or 0a, 0a; then 15, 15 or 0a, 0. */
		{ { .bits_per_pixel = 16, .red = { 11, 5 }, .green = { 5, 6 }, .blue = { 0, 5 } },
		  { 0xaa, 0xfa },
		  { 0xa0, 0xaa } },
		{ { .bits_per_pixel = 15, .red = { 10, 5 }, .green = { 5, 5 }, .blue = { 0, 5 } },
		  { 0x4a, 0x7d },
		  { 0x40, 0x55 } },
		/* Ten bits: 3ff 155 155, 2aa 155 0. */
		{ { .bits_per_pixel = 30,
		    .red = { 20, 10 },
		    .green = { 10, 10 },
		    .blue = { 0, 10 } },
		  { 0x55, 0x55, 0xf5, 0x3f },
		  { 0x00, 0x54, 0xa5, 0x2a } },
	};
	const struct terminal_cell cell = { .character = 'A', .colours = 0x39 };

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		struct boot_framebuffer told = formats[i].told;
		const unsigned size = (told.bits_per_pixel + 7) / 8;
		struct framebuffer framebuffer;
		unsigned wrong = 0;

		told.type = BOOT_FRAMEBUFFER_RGB;
		told.address = ADDRESS;
		told.width = 640;
		told.height = 480;
		told.pitch_bytes = 640 * size + 6;
		CHECK(refusal(&told) == NULL);
		framebuffer = made(&told);
		framebuffer_draw(&framebuffer, 3, 5, cell);
		for (unsigned y = 0; y < FONT_HEIGHT; y++)
			for (unsigned x = 0; x < FONT_WIDTH; x++)
				wrong += memcmp(pixel(&framebuffer, 5 * 8 + x, 3 * 16 + y),
						font_has('A', x, y) ? formats[i].foreground
								    : formats[i].background,
						size) != 0;
		if (!CHECK_EQ(wrong, 0))
			CHECK_EQ(i, SIZE_MAX);
		free(framebuffer.pixels);
	}
}

TEST("a character is painted on its own pixels only")
{
	static const unsigned places[][2] = {
		{ 0, 0 }, { 29, 79 }, { 0, 79 }, { 29, 0 }, { 7, 7 }
	};
	const struct terminal_cell cell = { .character = 0xdb, .colours = 0x07 };

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct framebuffer framebuffer = made(&usual);
		unsigned painted = 0;

		framebuffer_draw(&framebuffer, places[i][0], places[i][1], cell);
		for (size_t at = 0; at < 640 * 480 * 4; at += 4)
			painted += framebuffer.pixels[at] != 0x5e;
		CHECK_EQ(painted, FONT_WIDTH * FONT_HEIGHT);
		CHECK_EQ(pixel(&framebuffer, places[i][1] * 8 + 7, places[i][0] * 16 + 15)[0],
			 0xaa);
		free(framebuffer.pixels);
	}
}

TEST("clearing paints all pixels, and nothing between the lines")
{
	struct boot_framebuffer told = usual;
	struct framebuffer framebuffer;
	unsigned wrong = 0;

	told.pitch_bytes += 8;
	framebuffer = made(&told);
	framebuffer_clear(&framebuffer);
	for (unsigned y = 0; y < 480; y++)
		for (unsigned x = 0; x < 642; x++)
			wrong += pixel(&framebuffer, x, y)[0] != (x < 640 ? 0 : 0x5e);
	CHECK_EQ(wrong, 0);
	free(framebuffer.pixels);
}

TEST("a screen has as many characters as fit, and a large one larger characters")
{
	static const struct {
		unsigned width, height, scale, columns, lines;
	} sizes[] = {
		{ 640, 480, 1, 80, 30 },    { 800, 600, 1, 100, 37 },   { 1024, 768, 1, 128, 48 },
		{ 1366, 768, 1, 170, 48 },  { 1920, 1080, 1, 240, 67 }, { 1928, 1080, 2, 120, 33 },
		{ 1920, 1088, 2, 120, 34 }, { 3840, 2160, 2, 240, 67 }, { 640, 13000, 12, 6, 67 },
		{ 15360, 480, 8, 240, 3 },
	};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct boot_framebuffer told = usual;
		struct framebuffer framebuffer;

		told.width = sizes[i].width;
		told.height = sizes[i].height;
		told.pitch_bytes = told.width * 4;
		CHECK(refusal(&told) == NULL);
		framebuffer_describe(&framebuffer, &told, NULL);
		CHECK_EQ(framebuffer.scale, sizes[i].scale);
		CHECK_EQ(framebuffer.columns, sizes[i].columns);
		CHECK_EQ(framebuffer.lines, sizes[i].lines);
	}
}

TEST("enlarged characters are evenly so, at the far corner too")
{
	struct boot_framebuffer told = usual;
	struct framebuffer framebuffer;
	const struct terminal_cell cell = { .character = 'g', .colours = 0x0f };
	unsigned wrong = 0;

	told.width = 3840;
	told.height = 2160;
	told.pitch_bytes = 3840 * 4;
	framebuffer = made(&told);
	framebuffer_draw(&framebuffer, 66, 239, cell);
	for (unsigned y = 0; y < 32; y++)
		for (unsigned x = 0; x < 16; x++)
			wrong += pixel(&framebuffer, 239 * 16 + x, 66 * 32 + y)[0] !=
				 (font_has('g', x / 2, y / 2) ? 0xff : 0);
	CHECK_EQ(wrong, 0);
	CHECK_EQ(pixel(&framebuffer, 239 * 16 - 1, 66 * 32)[0], 0x5e);
	free(framebuffer.pixels);
}

/* Says which, as the phrases are for people. */
#define CHECK_REFUSED(...)                            \
	do {                                          \
		struct boot_framebuffer told = usual; \
		__VA_ARGS__;                          \
		CHECK(refusal(&told) != NULL);        \
	} while (0)

TEST("descriptions that make no sense are refused")
{
	const struct boot_colour_field one = { 0, 1 }, two = { 1, 2 }, three = { 3, 3 };

	CHECK(refusal(&usual) == NULL);
	CHECK_REFUSED(told.type = BOOT_FRAMEBUFFER_NONE);
	CHECK_REFUSED(told.type = BOOT_FRAMEBUFFER_INDEXED);
	CHECK_REFUSED(told.type = BOOT_FRAMEBUFFER_TEXT);
	CHECK_REFUSED(told.bits_per_pixel = 0);
	CHECK_REFUSED(told.bits_per_pixel = 8, told.red = three, told.green = two, told.blue = one);
	CHECK_REFUSED(told.bits_per_pixel = 40, told.pitch_bytes = 640 * 5);
	CHECK_REFUSED(told.bits_per_pixel = 33);
	CHECK_REFUSED(told.bits_per_pixel = 255);
	CHECK_REFUSED(told.red.size_bits = 0);
	CHECK_REFUSED(told.green.position = 25);
	CHECK_REFUSED(told.blue.position = 255, told.blue.size_bits = 255);
	CHECK_REFUSED(told.red.position = 8);
	CHECK_REFUSED(told.blue.size_bits = 9);
	CHECK_REFUSED(told.width = 639);
	CHECK_REFUSED(told.height = 479);
	CHECK_REFUSED(told.width = 0);
	CHECK_REFUSED(told.pitch_bytes = 640 * 4 - 1);
	CHECK_REFUSED(told.pitch_bytes = 0);
	CHECK_REFUSED(told.bits_per_pixel = 15, told.pitch_bytes = 640 * 15 / 8,
		      told.red.position = 10, told.green.position = 5, told.red.size_bits = 5,
		      told.green.size_bits = 5, told.blue.size_bits = 5);
	CHECK_REFUSED(told.width = told.pitch_bytes = UINT32_MAX);
	CHECK_REFUSED(told.pitch_bytes = FRAMEBUFFER_SIZE_MAX / 480 + 1);
	CHECK_REFUSED(told.pitch_bytes = UINT32_MAX, told.height = UINT32_MAX);
	CHECK_REFUSED(told.pitch_bytes = 1u << 22, told.height = 1u << 10);
	CHECK_REFUSED(told.height = 20000, told.pitch_bytes = 640 * 2, told.bits_per_pixel = 16,
		      told.red = three, told.green = two, told.blue = one);
	CHECK_REFUSED(told.address = 0);
	CHECK_REFUSED(told.address = 0x100000);
	CHECK_REFUSED(told.address = 0x10fffff);
	CHECK_REFUSED(told.address = 0x9fffc);
}

TEST("a framebuffer beyond 4 GiB, and one right behind memory, are not refused")
{
	struct boot_framebuffer told = usual;

	told.address = 0x4000000000;
	CHECK(refusal(&told) == NULL);
	told.address = 0x1100000;
	CHECK(refusal(&told) == NULL);
}

TEST("the font has a picture of every character but blanks and controls")
{
	static const uint8_t blank[FONT_HEIGHT];

	font_unpack();
	for (unsigned i = 0; i < FONT_CHARACTERS; i++) {
		const bool shows_nothing = i <= ' ' || i == 0x7f || i == 0xff;

		CHECK_EQ(memcmp(font[i], blank, sizeof(blank)) == 0, shows_nothing);
	}
}
