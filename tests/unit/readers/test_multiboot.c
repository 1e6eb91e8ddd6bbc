/*
 * The readers of both Multiboot versions: what they find in good boot
 * information, and that they survive every kind of bad one.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <i386/boot/multiboot.h>

#include "memory.h"
#include "samples.h"
#include "unit.h"

typedef int reader(const struct physical_view *view, uint64_t info, struct boot_info *boot);

static struct bytes sample;
static struct boot_info boot;

static int
read_sample(reader *read)
{
	struct memory memory = { 0 };
	struct physical_view view = memory_view(&memory);
	int result;

	memory_add(&memory, SAMPLE_BASE, sample.data, sample.size);
	memset(&boot, 0xAA, sizeof(boot));
	result = read(&view, SAMPLE_BASE, &boot);
	memory_close(&memory);
	return result;
}

/* What must hold of whatever a reader accepts. */
static void
check_sane(void)
{
	CHECK(boot.memory_count > 0 && boot.memory_count <= BOOT_MEMORY_RANGES);
	for (unsigned i = 0; i < boot.memory_count; i++) {
		CHECK(boot.memory[i].size_bytes != 0);
		CHECK(boot.memory[i].base + boot.memory[i].size_bytes > boot.memory[i].base);
	}
	CHECK(memchr(boot.command_line, '\0', sizeof(boot.command_line)) != NULL);
	CHECK(memchr(boot.loader_name, '\0', sizeof(boot.loader_name)) != NULL);
	CHECK(memchr(boot.archive.name, '\0', sizeof(boot.archive.name)) != NULL);
	CHECK(boot.rsdp_size_bytes <= sizeof(boot.rsdp));
	CHECK((uint64_t)boot.framebuffer.pitch_bytes * 8 >=
	      (uint64_t)boot.framebuffer.width * boot.framebuffer.bits_per_pixel);
}

static void
check_contents(void)
{
	CHECK_STR(boot.command_line, SAMPLE_COMMAND_LINE);
	CHECK(!boot.command_line_truncated);
	CHECK_STR(boot.loader_name, SAMPLE_LOADER_NAME);
	CHECK_EQ(boot.archive.base, SAMPLE_MODULE_BASE);
	CHECK_EQ(boot.archive.size_bytes, SAMPLE_MODULE_SIZE);
	CHECK_STR(boot.archive.name, SAMPLE_MODULE_NAME);
	CHECK_EQ(boot.memory_count, SAMPLE_MEMORY_RANGES);
	CHECK_EQ(boot.memory_dropped, 0);
	CHECK_EQ(boot.memory[1].base, 0xF0000);
	CHECK_EQ(boot.memory[1].type, BOOT_MEMORY_RESERVED);
	CHECK_EQ(boot.memory[3].base, 0x100000000);
	CHECK_EQ(boot.memory[3].size_bytes, 0x80000000);
	CHECK_EQ(boot.memory[3].type, BOOT_MEMORY_AVAILABLE);
	CHECK_EQ(boot.framebuffer.type, BOOT_FRAMEBUFFER_RGB);
	CHECK_EQ(boot.framebuffer.address, 0xFD000000);
	CHECK_EQ(boot.framebuffer.pitch_bytes, 4096);
	CHECK_EQ(boot.framebuffer.width, 1024);
	CHECK_EQ(boot.framebuffer.height, 768);
	CHECK_EQ(boot.framebuffer.bits_per_pixel, 32);
	CHECK_EQ(boot.framebuffer.red.position, 16);
	CHECK_EQ(boot.framebuffer.blue.position, 0);
	CHECK_EQ(boot.framebuffer.blue.size_bits, 8);
	CHECK_EQ(boot.own_base, SAMPLE_BASE);
	check_sane();
}

TEST("Multiboot 1: everything is found, behind an entry of odd size too")
{
	sample_multiboot1(&sample);
	CHECK_EQ(read_sample(multiboot1_read), 0);
	check_contents();
	CHECK_EQ(boot.rsdp_size_bytes, 0);
}

TEST("Multiboot 2: everything is found, the newer RSDP wins")
{
	sample_multiboot2(&sample);
	CHECK_EQ(read_sample(multiboot2_read), 0);
	check_contents();
	CHECK_EQ(boot.rsdp_size_bytes, 36);
	CHECK_EQ(boot.rsdp[35], 'n');
	CHECK_EQ(boot.own_size_bytes, sample.size);
}

TEST("Multiboot 1: memory sizes count only when there is no map")
{
	sample_multiboot1(&sample);
	patch(&sample, 0, 1 << 0, 4);
	patch(&sample, 4, 0xFFFFFFFF, 4);
	CHECK_EQ(read_sample(multiboot1_read), 0);
	CHECK_EQ(boot.memory_count, 2);
	CHECK_EQ(boot.memory[0].size_bytes, 640 * 1024);
	CHECK_EQ(boot.memory[1].base, 0x100000);
	CHECK_EQ(boot.memory[1].size_bytes, 0x7FB80ull * 1024);
	CHECK_STR(boot.command_line, "");
	CHECK_EQ(boot.archive.size_bytes, 0);
	CHECK_EQ(boot.framebuffer.type, BOOT_FRAMEBUFFER_NONE);
}

TEST("Multiboot 2: memory sizes count only when there is no map")
{
	sample.size = 0;
	put64(&sample, 24);
	put32(&sample, 4);
	put32(&sample, 16);
	put32(&sample, 512);
	put32(&sample, 1024);
	patch(&sample, 0, sample.size, 4);
	CHECK_EQ(read_sample(multiboot2_read), 0);
	CHECK_EQ(boot.memory_count, 2);
	CHECK_EQ(boot.memory[0].size_bytes, 512 * 1024);
	CHECK_EQ(boot.memory[1].size_bytes, 1024 * 1024);
}

TEST("Information without any memory is refused")
{
	sample.size = 0;
	put_zeroes(&sample, 120);
	CHECK_EQ(read_sample(multiboot1_read), -E_INVAL);
	patch(&sample, 0, 8, 4);
	CHECK_EQ(read_sample(multiboot2_read), -E_INVAL);
}

TEST("Multiboot 1: a damaged map entry ends the map, a damaged map falls back on the sizes")
{
	uint32_t map;

	sample_multiboot1(&sample);
	memcpy(&map, sample.data + 48, 4);
	map -= SAMPLE_BASE;
	patch(&sample, map + 24, 19, 4);
	CHECK_EQ(read_sample(multiboot1_read), 0);
	CHECK_EQ(boot.memory_count, 1);
	patch(&sample, map, 0xFFFFFFFF, 4);
	CHECK_EQ(read_sample(multiboot1_read), 0);
	CHECK_EQ(boot.memory_count, 2);
	CHECK_EQ(boot.memory[1].base, 0x100000);
	sample_multiboot1(&sample);
	patch(&sample, 44, 0xFFFFFFFF, 4);
	CHECK_EQ(read_sample(multiboot1_read), 0);
	CHECK_EQ(boot.memory_count, 2);
}

TEST("Multiboot 2: tags of damaged size end the reading, what came before is kept")
{
	static const uint32_t sizes[] = { 0, 7, 0x10000, 0x7FFFFFFF, 0xFFFFFFF8, 0xFFFFFFFF };

	for (unsigned i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		sample.size = 0;
		put64(&sample, 0);
		put32(&sample, 4);
		put32(&sample, 16);
		put32(&sample, 512);
		put32(&sample, 0);
		put32(&sample, 1);
		put32(&sample, sizes[i]);
		put_string(&sample, "lost");
		patch(&sample, 0, sample.size, 4);
		CHECK_EQ(read_sample(multiboot2_read), 0);
		CHECK_EQ(boot.memory[0].size_bytes, 512 * 1024);
		CHECK_STR(boot.command_line, "");
	}
}

TEST("Multiboot 2: a map whose entries are too small is none, larger ones are stepped over")
{
	for (unsigned entry_size = 0; entry_size <= 40; entry_size += 8) {
		sample.size = 0;
		put64(&sample, 0);
		put32(&sample, 6);
		put32(&sample, 16 + 2 * entry_size);
		put32(&sample, entry_size);
		put32(&sample, 0);
		put_zeroes(&sample, 2 * entry_size);
		if (entry_size >= 16) {
			patch(&sample, 24 + 8, 0x1000, 4);
			patch(&sample, 24 + entry_size + 8, 0x2000, 4);
		}
		patch(&sample, 0, sample.size, 4);
		CHECK_EQ(read_sample(multiboot2_read), entry_size < 24 ? -E_INVAL : 0);
		CHECK_EQ(boot.memory_count, entry_size < 24 ? 0 : 2);
		if (boot.memory_count == 2)
			CHECK_EQ(boot.memory[1].size_bytes, 0x2000);
	}
}

TEST("A command line that does not fit is cut off and flagged, one that just fits is not")
{
	for (unsigned length = BOOT_COMMAND_LINE_SIZE - 2; length <= BOOT_COMMAND_LINE_SIZE;
	     length++) {
		bool fits = length < BOOT_COMMAND_LINE_SIZE;
		size_t kept = fits ? length : BOOT_COMMAND_LINE_SIZE - 1;

		sample_multiboot1(&sample);
		patch(&sample, 16, SAMPLE_BASE + sample.size, 4);
		for (unsigned i = 0; i < length; i++)
			put8(&sample, 'x');
		put8(&sample, 0);
		CHECK_EQ(read_sample(multiboot1_read), 0);
		CHECK_EQ(boot.command_line_truncated, !fits);
		CHECK_EQ(strlen(boot.command_line), kept);

		sample.size = 0;
		put64(&sample, 0);
		put64(&sample, 4 | 16ull << 32);
		put64(&sample, 640);
		put32(&sample, 1);
		put32(&sample, 8 + length + 1);
		for (unsigned i = 0; i < length; i++)
			put8(&sample, 'x');
		put8(&sample, 0);
		patch(&sample, 0, sample.size, 4);
		CHECK_EQ(read_sample(multiboot2_read), 0);
		CHECK_EQ(boot.command_line_truncated, !fits);
		CHECK_EQ(strlen(boot.command_line), kept);
	}
}

TEST("Strings that point out of memory are empty, and one that runs out of it ends there")
{
	sample_multiboot1(&sample);
	patch(&sample, 16, 0xFFFFFFFF, 4);
	patch(&sample, 64, SAMPLE_BASE + sample.size, 4);
	put(&sample, "cut", 3);
	CHECK_EQ(read_sample(multiboot1_read), 0);
	CHECK_STR(boot.command_line, "");
	CHECK_STR(boot.loader_name, "cut");
}

TEST("A module that ends before it starts, or a list out of reach, is no archive")
{
	const uint32_t loader_tag = 40, loader_size = 8 + sizeof(SAMPLE_LOADER_NAME);
	const uint32_t module_tag = (loader_tag + loader_size + 7) & ~7u;
	uint32_t module;

	sample_multiboot1(&sample);
	memcpy(&module, sample.data + 24, 4);
	patch(&sample, module - SAMPLE_BASE + 4, SAMPLE_MODULE_BASE - 1, 4);
	CHECK_EQ(read_sample(multiboot1_read), 0);
	CHECK_EQ(boot.archive.size_bytes, 0);
	sample_multiboot2(&sample);
	CHECK_EQ(sample.data[module_tag], MULTIBOOT2_MODULE);
	patch(&sample, module_tag + 12, SAMPLE_MODULE_BASE - 1, 4);
	CHECK_EQ(read_sample(multiboot2_read), 0);
	CHECK_EQ(boot.archive.size_bytes, 0);
	sample_multiboot1(&sample);
	patch(&sample, 24, 0xFFFFFFF8, 4);
	CHECK_EQ(read_sample(multiboot1_read), 0);
	CHECK_EQ(boot.archive.size_bytes, 0);
}

TEST("Empty ranges are dropped, and wrapping ones if they are to be memory, else cut off")
{
	memset(&boot, 0, sizeof(boot));
	multiboot_add_memory(&boot, 0, 0, BOOT_MEMORY_AVAILABLE);
	multiboot_add_memory(&boot, UINT64_MAX - 10, 0x1000, BOOT_MEMORY_AVAILABLE);
	multiboot_add_memory(&boot, 0x100000, UINT64_MAX, BOOT_MEMORY_AVAILABLE);
	multiboot_add_memory(&boot, UINT64_MAX - 10, 0x1000, BOOT_MEMORY_RESERVED);
	multiboot_add_memory(&boot, 0x1000, 0x1000, BOOT_MEMORY_AVAILABLE);
	CHECK_EQ(boot.memory_count, 2);
	CHECK_EQ(boot.memory[0].size_bytes, 10);
	CHECK_EQ(boot.memory[0].type, BOOT_MEMORY_RESERVED);
	CHECK_EQ(boot.memory_dropped, 0);
	check_sane();
}

/* A full list: every other range is memory, of 1, 2, 3, ... bytes. */
static void
fill_memory(void)
{
	memset(&boot, 0, sizeof(boot));
	for (unsigned i = 0; i < BOOT_MEMORY_RANGES; i++)
		multiboot_add_memory(&boot, i * 0x1000, i / 2 + 1,
				     i % 2 == 0 ? BOOT_MEMORY_AVAILABLE : BOOT_MEMORY_NVS);
	CHECK_EQ(boot.memory_count, BOOT_MEMORY_RANGES);
	CHECK_EQ(boot.memory_dropped, 0);
}

TEST("When a list is full the smallest range of memory makes room, and is counted")
{
	fill_memory();
	multiboot_add_memory(&boot, 0x80000000, 100, BOOT_MEMORY_RESERVED);
	multiboot_add_memory(&boot, 0x90000000, 1000, BOOT_MEMORY_AVAILABLE);
	multiboot_add_memory(&boot, 0xA0000000, 2, BOOT_MEMORY_AVAILABLE);
	CHECK(boot.memory[0].base == 0x80000000 && boot.memory[0].type == BOOT_MEMORY_RESERVED);
	CHECK(boot.memory[2].base == 0x90000000 && boot.memory[2].size_bytes == 1000);
	CHECK_EQ(boot.memory[4].size_bytes, 3);
	CHECK_EQ(boot.memory_dropped, 3);
	CHECK_EQ(boot.memory_dropped_bytes, 1 + 2 + 2);
	check_sane();
}

TEST("What is not memory is never forgotten for memory's sake")
{
	fill_memory();
	for (unsigned i = 0; i < BOOT_MEMORY_RANGES; i++)
		multiboot_add_memory(&boot, 0x80000000 + i, 1, BOOT_MEMORY_RESERVED);
	multiboot_add_memory(&boot, 0, UINT32_MAX, BOOT_MEMORY_AVAILABLE);
	for (unsigned i = 0; i < BOOT_MEMORY_RANGES; i++)
		CHECK(boot.memory[i].type != BOOT_MEMORY_AVAILABLE);
	CHECK_EQ(boot.memory_dropped, BOOT_MEMORY_RANGES + 1);
	check_sane();
}

TEST("A framebuffer that contradicts itself is none")
{
	static const struct {
		unsigned offset, size;
		uint64_t value;
	} damage[] = {
		{ 88, 8, 0 },                  /* virtio-gpu says so */
		{ 88, 8, 0xFFFFFFFFFFFFF000 }, /* wraps round */
		{ 96, 4, 4095 },               /* lines overlap */
		{ 96, 4, 0 },
		{ 100, 4, 0 },
		{ 100, 4, 0xFFFFFFFF },
		{ 104, 4, 0 },
		{ 108, 1, 0 },
		{ 109, 1, 3 },  /* no such type */
		{ 112, 1, 25 }, /* red beyond the pixel */
		{ 117, 1, 0 },  /* no blue */
		{ 115, 1, 0xFF },
	};

	for (unsigned i = 0; i < sizeof(damage) / sizeof(damage[0]); i++) {
		sample_multiboot1(&sample);
		patch(&sample, damage[i].offset, damage[i].value, damage[i].size);
		CHECK_EQ(read_sample(multiboot1_read), 0);
		CHECK_EQ(boot.framebuffer.type, BOOT_FRAMEBUFFER_NONE);
	}
	sample_multiboot1(&sample);
	patch(&sample, 109, 2, 1);
	patch(&sample, 112, 0xFFFFFFFFFFFF, 6);
	CHECK_EQ(read_sample(multiboot1_read), 0);
	CHECK_EQ(boot.framebuffer.type, BOOT_FRAMEBUFFER_TEXT);
	CHECK_EQ(boot.framebuffer.red.size_bits, 0);
}

static void
damage_everything(void (*build)(struct bytes *), reader *read)
{
	static const uint8_t values[] = { 0x00, 0x01, 0x7F, 0x80, 0xFF };
	size_t whole;

	build(&sample);
	whole = sample.size;
	for (sample.size = 0; sample.size < whole; sample.size++)
		if (read_sample(read) == 0)
			check_sane();
	for (size_t at = 0; at < whole; at++) {
		uint8_t good = sample.data[at];

		for (unsigned i = 0; i < 8 + sizeof(values); i++) {
			sample.data[at] = i < 8 ? good ^ (1 << i) : values[i - 8];
			if (read_sample(read) == 0)
				check_sane();
		}
		sample.data[at] = good;
	}
}

TEST("Multiboot 1 cut off anywhere, or with any byte changed, is read or refused sanely")
{
	damage_everything(sample_multiboot1, multiboot1_read);
}

TEST("Multiboot 2 cut off anywhere, or with any byte changed, is read or refused sanely")
{
	damage_everything(sample_multiboot2, multiboot2_read);
}
