/*
 * Pixel formats, and drawing in them. See the header.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/dev/framebuffer_pixels.h>

#include <i386/dev/font.h>
#include <kernel/assert.h>
#include <kernel/string.h>

/* Characters are at most this many times as large: a width of 34 MiB of pixels has no use. */
#define SCALE_MAX 16

/* What a component of a colour has: nothing, a little (of bright colours), most, all. */
static const uint8_t palette[FRAMEBUFFER_COLOURS][3] = {
	{ 0x00, 0x00, 0x00 }, { 0xaa, 0x00, 0x00 }, { 0x00, 0xaa, 0x00 }, { 0xaa, 0x55, 0x00 },
	{ 0x00, 0x00, 0xaa }, { 0xaa, 0x00, 0xaa }, { 0x00, 0xaa, 0xaa }, { 0xaa, 0xaa, 0xaa },
	{ 0x55, 0x55, 0x55 }, { 0xff, 0x55, 0x55 }, { 0x55, 0xff, 0x55 }, { 0xff, 0xff, 0x55 },
	{ 0x55, 0x55, 0xff }, { 0xff, 0x55, 0xff }, { 0x55, 0xff, 0xff }, { 0xff, 0xff, 0xff },
};

static unsigned
pixel_size(const struct boot_framebuffer *boot)
{
	return (boot->bits_per_pixel + 7) / 8;
}

static bool
field_fits(const struct boot_colour_field *field, unsigned bits_per_pixel)
{
	return field->size_bits > 0 && field->position + field->size_bits <= bits_per_pixel;
}

static uint64_t
field_mask(const struct boot_colour_field *field)
{
	return ((1ull << field->size_bits) - 1) << field->position;
}

static bool
pixels_known(const struct boot_framebuffer *boot)
{
	const unsigned bits = boot->bits_per_pixel;
	uint64_t red, green, blue;

	if (bits < 15 || bits > 32 || !field_fits(&boot->red, bits) ||
	    !field_fits(&boot->green, bits) || !field_fits(&boot->blue, bits))
		return false;
	red = field_mask(&boot->red);
	green = field_mask(&boot->green);
	blue = field_mask(&boot->blue);
	return !(red & green) && !(green & blue) && !(blue & red);
}

/* The characters' scale that makes them few enough. */
static unsigned
scale_for(uint32_t width, uint32_t height)
{
	unsigned scale = 1;

	while (width / (scale * FONT_WIDTH) > FRAMEBUFFER_COLUMNS_MAX ||
	       height / (scale * FONT_HEIGHT) > FRAMEBUFFER_LINES_MAX)
		scale++;
	return scale;
}

/* Nothing in what the loader calls memory may be painted over. */
static bool
lies_in_memory(const struct boot_info *boot, uint64_t address, uint64_t size_bytes)
{
	for (unsigned i = 0; i < boot->memory_count; i++) {
		const struct boot_memory_range *range = &boot->memory[i];

		if (range->type == BOOT_MEMORY_AVAILABLE &&
		    address < range->base + range->size_bytes && range->base < address + size_bytes)
			return true;
	}
	return false;
}

const char *
framebuffer_refusal(const struct boot_info *boot)
{
	const struct boot_framebuffer *told = &boot->framebuffer;
	const uint64_t size_bytes = (uint64_t)told->pitch_bytes * told->height;

	if (told->type != BOOT_FRAMEBUFFER_RGB)
		return "its pixels are not made of red, green and blue";
	if (!pixels_known(told))
		return "no such pixels are known";
	if (told->width < FRAMEBUFFER_WIDTH_MIN || told->height < FRAMEBUFFER_HEIGHT_MIN)
		return "it is too small";
	if ((uint64_t)told->width * pixel_size(told) > told->pitch_bytes)
		return "its lines overlap";
	if (size_bytes > FRAMEBUFFER_SIZE_MAX)
		return "it is too large";
	if (scale_for(told->width, told->height) > SCALE_MAX)
		return "it is too wide or too high";
	if (lies_in_memory(boot, told->address, size_bytes))
		return "its address is one of ordinary memory";
	return NULL;
}

/* The highest bits of an 8-bit component, or as many more as the field has. */
static uint32_t
component(uint8_t value, const struct boot_colour_field *field)
{
	const uint32_t wide = value * 0x01010101u;

	return wide >> (32 - field->size_bits) << field->position;
}

void
framebuffer_describe(struct framebuffer *framebuffer, const struct boot_framebuffer *boot,
		     void *pixels)
{
	const unsigned scale = scale_for(boot->width, boot->height);

	font_unpack();
	*framebuffer = (struct framebuffer){
		.pixels = pixels,
		.pitch_bytes = boot->pitch_bytes,
		.width = boot->width,
		.height = boot->height,
		.pixel_size_bytes = pixel_size(boot),
		.scale = scale,
		.columns = boot->width / (scale * FONT_WIDTH),
		.lines = boot->height / (scale * FONT_HEIGHT),
	};
	for (unsigned i = 0; i < FRAMEBUFFER_COLOURS; i++)
		framebuffer->colours[i] = component(palette[i][0], &boot->red) |
					  component(palette[i][1], &boot->green) |
					  component(palette[i][2], &boot->blue);
}

void
framebuffer_clear(const struct framebuffer *framebuffer)
{
	for (uint32_t y = 0; y < framebuffer->height; y++)
		memset(framebuffer->pixels + (size_t)y * framebuffer->pitch_bytes, 0,
		       (size_t)framebuffer->width * framebuffer->pixel_size_bytes);
}

/* One row of a character as bytes; how many. Each pixel is stored as four, the next covers those. */
static size_t
encode_row(const struct framebuffer *framebuffer, uint8_t row, struct terminal_cell cell,
	   uint8_t *to)
{
	const uint32_t foreground = framebuffer->colours[cell.colours & 0xf];
	const uint32_t background = framebuffer->colours[cell.colours >> 4];
	uint8_t *at = to;

	for (unsigned bit = 1u << (FONT_WIDTH - 1); bit != 0; bit >>= 1) {
		const uint32_t pixel = row & bit ? foreground : background;

		for (unsigned i = 0; i < framebuffer->scale; i++) {
			__builtin_memcpy(at, &pixel, sizeof(pixel));
			at += framebuffer->pixel_size_bytes;
		}
	}
	return (size_t)(at - to);
}

void
framebuffer_draw(const struct framebuffer *framebuffer, unsigned line, unsigned column,
		 struct terminal_cell cell)
{
	const unsigned scale = framebuffer->scale;
	const size_t x_bytes = (size_t)column * FONT_WIDTH * scale * framebuffer->pixel_size_bytes;
	const size_t y = (size_t)line * FONT_HEIGHT * scale;
	uint8_t *to = framebuffer->pixels + y * framebuffer->pitch_bytes + x_bytes;
	uint8_t row[FONT_WIDTH * SCALE_MAX * sizeof(uint32_t) + sizeof(uint32_t)];

	assert(line < framebuffer->lines && column < framebuffer->columns);
	for (unsigned i = 0; i < FONT_HEIGHT; i++) {
		const size_t n = encode_row(framebuffer, font[cell.character][i], cell, row);

		for (unsigned copy = 0; copy < scale; copy++, to += framebuffer->pitch_bytes)
			memcpy(to, row, n);
	}
}
