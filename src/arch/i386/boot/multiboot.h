/*
 * Multiboot 1 and 2: what the loader leaves in memory, and its readers.
 *
 * Sources: Multiboot Specification 0.6.96, section 3.3; Multiboot2
 * Specification 2.0, section 3.6. Where a document and GRUB's own layout
 * differ (both framebuffer descriptions), this follows GRUB.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_BOOT_MULTIBOOT_H
#define TINE_I386_BOOT_MULTIBOOT_H

#include <kernel/bootinfo.h>
#include <kernel/physical_view.h>
#include <stddef.h>
#include <stdint.h>

/* In eax when the kernel is entered; ebx then has the structure's physical address. */
#define MULTIBOOT1_MAGIC 0x2BADB002
#define MULTIBOOT2_MAGIC 0x36D76289

#define MULTIBOOT_PACKED __attribute__((packed))

/* Bits of multiboot1_info.flags: which of the fields mean something. */
#define MULTIBOOT1_MEMORY       (1u << 0)
#define MULTIBOOT1_COMMAND_LINE (1u << 2)
#define MULTIBOOT1_MODULES      (1u << 3)
#define MULTIBOOT1_MEMORY_MAP   (1u << 6)
#define MULTIBOOT1_LOADER_NAME  (1u << 9)
#define MULTIBOOT1_FRAMEBUFFER  (1u << 12)

struct multiboot1_info {
	uint32_t flags;
	uint32_t memory_lower_kib;
	uint32_t memory_upper_kib; /* from 1 MiB to the first hole */
	uint32_t boot_device;
	uint32_t command_line;
	uint32_t module_count;
	uint32_t modules;
	uint32_t symbols[4];
	uint32_t memory_map_size_bytes;
	uint32_t memory_map;
	uint32_t drives[2];
	uint32_t config_table;
	uint32_t loader_name;
	uint32_t apm_table;
	uint32_t vbe[4];
} MULTIBOOT_PACKED;

struct multiboot1_module {
	uint32_t start;
	uint32_t end; /* the first byte behind it */
	uint32_t name;
	uint32_t reserved;
} MULTIBOOT_PACKED;

/* The next entry lies size_bytes behind base, however odd that is. */
struct multiboot1_memory {
	uint32_t size_bytes;
	uint64_t base;
	uint64_t range_size_bytes;
	uint32_t type;
} MULTIBOOT_PACKED;

/* Ends Multiboot 1's structure, if it has one, and Multiboot 2's framebuffer tag. */
struct multiboot_framebuffer {
	uint64_t address;
	uint32_t pitch_bytes;
	uint32_t width;
	uint32_t height;
	uint8_t bits_per_pixel;
	uint8_t type; /* 0 indexed, 1 RGB, 2 text */
	uint16_t reserved;
	struct boot_colour_field red, green, blue; /* RGB only */
} MULTIBOOT_PACKED;

_Static_assert(sizeof(struct multiboot1_info) == 88, "the framebuffer comes next");
_Static_assert(offsetof(struct multiboot_framebuffer, red) == 112 - 88, "as GRUB lays it out");

struct multiboot2_info {
	uint32_t size_bytes; /* with all tags */
	uint32_t reserved;
} MULTIBOOT_PACKED;

/* Tags start at multiples of 8 from the start of the whole. */
struct multiboot2_tag {
	uint32_t type;
	uint32_t size_bytes; /* with this header, without padding */
} MULTIBOOT_PACKED;

enum {
	MULTIBOOT2_END = 0,
	MULTIBOOT2_COMMAND_LINE = 1,
	MULTIBOOT2_LOADER_NAME = 2,
	MULTIBOOT2_MODULE = 3,
	MULTIBOOT2_MEMORY = 4,
	MULTIBOOT2_MEMORY_MAP = 6,
	MULTIBOOT2_FRAMEBUFFER = 8,
	MULTIBOOT2_RSDP_OLD = 14, /* ACPI 1.0's, 20 bytes */
	MULTIBOOT2_RSDP_NEW = 15, /* ACPI 2.0's, 36 bytes */
};

/* What follows the header in a tag; the name or the entries come behind. */
struct multiboot2_module {
	uint32_t start;
	uint32_t end;
} MULTIBOOT_PACKED;

struct multiboot2_memory_sizes {
	uint32_t lower_kib;
	uint32_t upper_kib;
} MULTIBOOT_PACKED;

struct multiboot2_memory_map {
	uint32_t entry_size_bytes;
	uint32_t entry_version;
} MULTIBOOT_PACKED;

struct multiboot2_memory {
	uint64_t base;
	uint64_t range_size_bytes;
	uint32_t type;
	uint32_t reserved;
} MULTIBOOT_PACKED;

/*
 * Read the loader's structure at physical address info into *boot. Parts that are damaged
 * or out of reach are left out. 0, or -E_INVAL if what remains tells of no memory at all.
 */
int multiboot1_read(const struct physical_view *view, uint64_t info, struct boot_info *boot);
int multiboot2_read(const struct physical_view *view, uint64_t info, struct boot_info *boot);

/*
 * Shared by the two readers: each checks one piece and enters it into *boot, as far as it can
 * be true.
 */
void multiboot_add_memory(struct boot_info *boot, uint64_t base, uint64_t size_bytes,
			  uint32_t type);
void multiboot_add_memory_sizes(struct boot_info *boot, uint32_t lower_kib, uint32_t upper_kib);
void multiboot_add_framebuffer(struct boot_info *boot,
			       const struct multiboot_framebuffer *framebuffer);

#endif
