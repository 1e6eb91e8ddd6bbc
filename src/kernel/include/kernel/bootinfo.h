/*
 * What the boot loader told, in the kernel's own words.
 *
 * Everything is copied and checked: strings end, ranges do not wrap round,
 * and nothing here points into the loader's memory except the archive, whose
 * range nobody may use for anything else.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_BOOTINFO_H
#define TINE_KERNEL_BOOTINFO_H

#include <stdbool.h>
#include <stdint.h>

#define BOOT_COMMAND_LINE_SIZE 1024
#define BOOT_NAME_SIZE         64
#define BOOT_MEMORY_RANGES     1024
#define BOOT_RSDP_SIZE         36

/* Types of memory range, as BIOS and loader number them; any other is reserved as well. */
#define BOOT_MEMORY_AVAILABLE 1
#define BOOT_MEMORY_RESERVED  2
#define BOOT_MEMORY_ACPI      3 /* tables; free once they have been read */
#define BOOT_MEMORY_NVS       4
#define BOOT_MEMORY_BAD       5

struct boot_memory_range {
	uint64_t base;
	uint64_t size_bytes; /* not 0; base + size_bytes does not wrap round */
	uint32_t type;
};

struct boot_module {
	uint64_t base;
	uint64_t size_bytes;       /* 0: there is none */
	char name[BOOT_NAME_SIZE]; /* its command line, cut off to fit */
};

enum boot_framebuffer_type {
	BOOT_FRAMEBUFFER_NONE,    /* none, or one whose description contradicts itself */
	BOOT_FRAMEBUFFER_INDEXED, /* pixels are indices of a palette */
	BOOT_FRAMEBUFFER_RGB,
	BOOT_FRAMEBUFFER_TEXT, /* EGA text; width and height count characters */
};

struct boot_colour_field {
	uint8_t position;  /* the lowest bit */
	uint8_t size_bits; /* position + size_bits <= bits_per_pixel */
};

struct boot_framebuffer {
	enum boot_framebuffer_type type;
	uint64_t address;     /* pitch_bytes * height bytes from here on do not wrap round */
	uint32_t pitch_bytes; /* from one line to the next; holds at least width pixels */
	uint32_t width;
	uint32_t height;
	uint8_t bits_per_pixel;
	struct boot_colour_field red, green, blue; /* BOOT_FRAMEBUFFER_RGB only */
};

struct boot_info {
	char command_line[BOOT_COMMAND_LINE_SIZE];
	bool command_line_truncated;
	char loader_name[BOOT_NAME_SIZE];

	/* In the loader's order: unsorted, and ranges may overlap. */
	struct boot_memory_range memory[BOOT_MEMORY_RANGES];
	unsigned memory_count;
	unsigned memory_dropped;       /* ranges for which there was no room, */
	uint64_t memory_dropped_bytes; /* and how much memory they are */

	struct boot_module archive; /* the first module */

	uint8_t rsdp[BOOT_RSDP_SIZE]; /* copy of the ACPI root pointer, unchecked */
	unsigned rsdp_size_bytes;     /* 0: the loader gave none */

	struct boot_framebuffer framebuffer;

	/* Where the loader's structure lay. Nothing in it is needed any more. */
	uint64_t own_base;
	uint64_t own_size_bytes;
};

#endif
