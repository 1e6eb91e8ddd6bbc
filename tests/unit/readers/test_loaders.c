/*
 * The Multiboot readers on what loaders really leave in memory: QEMU's own,
 * and GRUB 2.06 by SeaBIOS, OVMF and Bochs's BIOS, as kept in fixtures/ by
 * fixtures/make_multiboot.py.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/boot/multiboot.h>

#include "memory.h"
#include "unit.h"

FIXTURE(multiboot1_qemu);
FIXTURE(multiboot2_bios);
FIXTURE(multiboot2_bios_16);
FIXTURE(multiboot2_ovmf);
FIXTURE(multiboot2_bochs);

#define COPY_SIZE 8192

typedef int reader(const struct physical_view *view, uint64_t info, struct boot_info *boot);

static uint8_t copy[COPY_SIZE];
static struct boot_info boot;

/* A fixture's first region is the structure that the loader hands over. */
static int
read_copy(reader *read, size_t size)
{
	struct memory memory = { 0 };
	struct physical_view view = memory_view(&memory);
	int result;

	memory_add_fixture(&memory, copy, copy + size);
	memset(&boot, 0xAA, sizeof(boot));
	result = read(&view, memory.regions[0].base, &boot);
	memory_close(&memory);
	return result;
}

static void
read_fixture(reader *read, const uint8_t *fixture, const uint8_t *end)
{
	const size_t size = (size_t)(end - fixture);

	CHECK(size <= sizeof(copy));
	memcpy(copy, fixture, size);
	CHECK_EQ(read_copy(read, size), 0);
}

#define READ1(name) read_fixture(multiboot1_read, fixture_##name, fixture_##name##_end)
#define READ2(name) read_fixture(multiboot2_read, fixture_##name, fixture_##name##_end)

static void
check_loaded(const char *command_line, const char *loader, uint64_t archive)
{
	CHECK_STR(boot.command_line, command_line);
	CHECK(strncmp(boot.loader_name, loader, strlen(loader)) == 0);
	CHECK_EQ(boot.archive.base, archive);
	CHECK(boot.archive.size_bytes >= 1 << 20 && boot.archive.size_bytes % 512 == 0);
}

static void
check_memory(unsigned index, uint64_t base, uint64_t size_bytes, uint32_t type)
{
	CHECK(index < boot.memory_count);
	CHECK_EQ(boot.memory[index].base, base);
	CHECK_EQ(boot.memory[index].size_bytes, size_bytes);
	CHECK_EQ(boot.memory[index].type, type);
}

static void
check_rgb(uint64_t address, uint32_t pitch_bytes, unsigned bits_per_pixel)
{
	CHECK_EQ(boot.framebuffer.type, BOOT_FRAMEBUFFER_RGB);
	CHECK_EQ(boot.framebuffer.address, address);
	CHECK_EQ(boot.framebuffer.pitch_bytes, pitch_bytes);
	CHECK_EQ(boot.framebuffer.width, 800);
	CHECK_EQ(boot.framebuffer.height, 600);
	CHECK_EQ(boot.framebuffer.bits_per_pixel, bits_per_pixel);
}

static void
check_field(const struct boot_colour_field *field, unsigned position, unsigned size_bits)
{
	CHECK_EQ(field->position, position);
	CHECK_EQ(field->size_bits, size_bits);
}

static void
check_text(void)
{
	CHECK_EQ(boot.framebuffer.type, BOOT_FRAMEBUFFER_TEXT);
	CHECK_EQ(boot.framebuffer.address, 0xB8000);
	CHECK_EQ(boot.framebuffer.width, 80);
	CHECK_EQ(boot.framebuffer.height, 25);
}

TEST("QEMU's own loader, which has Multiboot 1 and no framebuffer")
{
	READ1(multiboot1_qemu);
	check_loaded("kernel quiet", "qemu", 0x1B9000);
	CHECK_STR(boot.archive.name, "archive programs");
	CHECK_EQ(boot.memory_count, 6);
	check_memory(0, 0, 0x9FC00, BOOT_MEMORY_AVAILABLE);
	check_memory(3, 0x100000, 0x3EE0000, BOOT_MEMORY_AVAILABLE);
	CHECK_EQ(boot.rsdp_size_bytes, 0);
	CHECK_EQ(boot.framebuffer.type, BOOT_FRAMEBUFFER_NONE);
}

TEST("GRUB by SeaBIOS, text")
{
	READ2(multiboot2_bios);
	check_loaded("quiet", "GRUB 2.06", 0x1B8000);
	CHECK_STR(boot.archive.name, "programs");
	CHECK_EQ(boot.memory_count, 6);
	check_memory(1, 0x9FC00, 0x400, BOOT_MEMORY_RESERVED);
	check_memory(5, 0xFFFC0000, 0x40000, BOOT_MEMORY_RESERVED);
	CHECK_EQ(boot.rsdp_size_bytes, 20);
	check_text();
}

TEST("GRUB by SeaBIOS, 16 bits per pixel")
{
	READ2(multiboot2_bios_16);
	check_rgb(0xFD000000, 1600, 16);
	check_field(&boot.framebuffer.red, 11, 5);
	check_field(&boot.framebuffer.green, 5, 6);
	check_field(&boot.framebuffer.blue, 0, 5);
}

TEST("GRUB by OVMF: types that no BIOS has, holes from 8 MiB on, the newer root pointer")
{
	READ2(multiboot2_ovmf);
	check_loaded("quiet", "GRUB 2.06", 0x1B8000);
	CHECK_EQ(boot.memory_count, 19);
	check_memory(1, 0x100000, 0x700000, BOOT_MEMORY_AVAILABLE);
	check_memory(2, 0x800000, 0x8000, BOOT_MEMORY_NVS);
	check_memory(11, 0x75ED000, 0x100000, 20);
	check_memory(13, 0x776D000, 0x12000, BOOT_MEMORY_ACPI);
	CHECK_EQ(boot.rsdp_size_bytes, BOOT_RSDP_SIZE);
	CHECK(memcmp(boot.rsdp, "RSD PTR ", 8) == 0);
	check_rgb(0xC0000000, 2400, 24);
	check_field(&boot.framebuffer.red, 16, 8);
	check_field(&boot.framebuffer.green, 8, 8);
	check_field(&boot.framebuffer.blue, 0, 8);
}

TEST("GRUB by Bochs's BIOS")
{
	READ2(multiboot2_bochs);
	check_loaded("quiet", "GRUB 2.06", 0x1B8000);
	CHECK_EQ(boot.memory_count, 6);
	check_memory(0, 0, 0x9F000, BOOT_MEMORY_AVAILABLE);
	check_memory(4, 0x3FF0000, 0x10000, BOOT_MEMORY_ACPI);
	CHECK_EQ(boot.rsdp_size_bytes, 20);
	check_text();
}

static void
check_sane(void)
{
	CHECK(boot.memory_count > 0 && boot.memory_count <= BOOT_MEMORY_RANGES);
	for (unsigned i = 0; i < boot.memory_count; i++)
		CHECK(boot.memory[i].base + boot.memory[i].size_bytes > boot.memory[i].base);
	CHECK(memchr(boot.command_line, '\0', sizeof(boot.command_line)) != NULL);
	CHECK(memchr(boot.archive.name, '\0', sizeof(boot.archive.name)) != NULL);
	CHECK(boot.archive.base + boot.archive.size_bytes <= UINT32_MAX);
	CHECK(boot.rsdp_size_bytes <= sizeof(boot.rsdp));
	CHECK((uint64_t)boot.framebuffer.pitch_bytes * 8 >=
	      (uint64_t)boot.framebuffer.width * boot.framebuffer.bits_per_pixel);
}

/* Each byte of each region wrong in turn. */
static void
damage(reader *read, const uint8_t *fixture, const uint8_t *end)
{
	const size_t size = (size_t)(end - fixture);
	struct memory memory = { 0 };

	memcpy(copy, fixture, size);
	memory_add_fixture(&memory, copy, copy + size);
	for (unsigned i = 0; i < memory.region_count; i++) {
		uint8_t *bytes = copy + (memory.regions[i].bytes - copy);

		for (size_t at = 0; at < memory.regions[i].size_bytes; at++) {
			const uint8_t good = bytes[at];

			for (unsigned value = 0; value < 256; value += 51) {
				bytes[at] = (uint8_t)(good ^ value);
				if (read_copy(read, size) == 0)
					check_sane();
			}
			bytes[at] = good;
		}
	}
}

#define DAMAGE1(name) damage(multiboot1_read, fixture_##name, fixture_##name##_end)
#define DAMAGE2(name) damage(multiboot2_read, fixture_##name, fixture_##name##_end)

TEST("what they leave is read or refused sanely with any byte of it wrong")
{
	DAMAGE1(multiboot1_qemu);
	DAMAGE2(multiboot2_bios);
	DAMAGE2(multiboot2_bios_16);
	DAMAGE2(multiboot2_ovmf);
	DAMAGE2(multiboot2_bochs);
}
