/*
 * The checks that both Multiboot readers make before anything enters the
 * kernel's boot information.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/boot/multiboot.h>

#define KIB 1024ull
#define MIB (1024 * KIB)

/* NULL: none of the ranges is memory. */
static struct boot_memory_range *
smallest_available(struct boot_info *boot)
{
	struct boot_memory_range *smallest = NULL;

	for (unsigned i = 0; i < boot->memory_count; i++) {
		struct boot_memory_range *range = &boot->memory[i];

		if (range->type == BOOT_MEMORY_AVAILABLE &&
		    (smallest == NULL || range->size_bytes < smallest->size_bytes))
			smallest = range;
	}
	return smallest;
}

/*
 * One range of a full list, or this one, has to go. It is always one of memory, the smallest:
 * that is a loss, while whatever is not memory would be taken for it if it were forgotten.
 */
static void
replace_memory(struct boot_info *boot, struct boot_memory_range range)
{
	struct boot_memory_range *smallest = smallest_available(boot);
	const bool available = range.type == BOOT_MEMORY_AVAILABLE;

	boot->memory_dropped++;
	if (smallest != NULL && (!available || range.size_bytes > smallest->size_bytes)) {
		boot->memory_dropped_bytes += smallest->size_bytes;
		*smallest = range;
	} else if (available) {
		boot->memory_dropped_bytes += range.size_bytes;
	}
}

void
multiboot_add_memory(struct boot_info *boot, uint64_t base, uint64_t size_bytes, uint32_t type)
{
	struct boot_memory_range range = { .base = base, .size_bytes = size_bytes, .type = type };

	if (size_bytes > UINT64_MAX - base) {
		if (type == BOOT_MEMORY_AVAILABLE)
			return; /* so much there cannot be: where it ends nobody knows */
		range.size_bytes = UINT64_MAX - base;
	}
	if (range.size_bytes == 0)
		return;
	if (boot->memory_count == BOOT_MEMORY_RANGES)
		replace_memory(boot, range);
	else
		boot->memory[boot->memory_count++] = range;
}

void
multiboot_add_memory_sizes(struct boot_info *boot, uint32_t lower_kib, uint32_t upper_kib)
{
	/* Firmware has its tables and the video memory above this, whatever the loader says. */
	const uint32_t lower_limit_kib = 640;

	if (lower_kib > lower_limit_kib)
		lower_kib = lower_limit_kib;
	multiboot_add_memory(boot, 0, lower_kib * KIB, BOOT_MEMORY_AVAILABLE);
	multiboot_add_memory(boot, 1 * MIB, upper_kib * KIB, BOOT_MEMORY_AVAILABLE);
}

static bool
field_fits(const struct boot_colour_field *field, unsigned bits_per_pixel)
{
	return field->size_bits != 0 && field->position + field->size_bits <= bits_per_pixel;
}

void
multiboot_add_framebuffer(struct boot_info *boot, const struct multiboot_framebuffer *told)
{
	static const enum boot_framebuffer_type types[] = {
		BOOT_FRAMEBUFFER_INDEXED,
		BOOT_FRAMEBUFFER_RGB,
		BOOT_FRAMEBUFFER_TEXT,
	};
	uint64_t size_bytes = (uint64_t)told->pitch_bytes * told->height;
	uint64_t line_bits = (uint64_t)told->width * told->bits_per_pixel;

	if (told->type >= sizeof(types) / sizeof(types[0]))
		return;
	if (told->address == 0 || size_bytes == 0 || line_bits == 0)
		return;
	/* A text mode's pitch is in bytes and its depth in bits per character cell. */
	if (line_bits > (uint64_t)told->pitch_bytes * 8 || told->address > UINT64_MAX - size_bytes)
		return;
	if (types[told->type] == BOOT_FRAMEBUFFER_RGB &&
	    (!field_fits(&told->red, told->bits_per_pixel) ||
	     !field_fits(&told->green, told->bits_per_pixel) ||
	     !field_fits(&told->blue, told->bits_per_pixel)))
		return;

	boot->framebuffer = (struct boot_framebuffer){
		.type = types[told->type],
		.address = told->address,
		.pitch_bytes = told->pitch_bytes,
		.width = told->width,
		.height = told->height,
		.bits_per_pixel = told->bits_per_pixel,
	};
	if (boot->framebuffer.type == BOOT_FRAMEBUFFER_RGB) {
		boot->framebuffer.red = told->red;
		boot->framebuffer.green = told->green;
		boot->framebuffer.blue = told->blue;
	}
}
