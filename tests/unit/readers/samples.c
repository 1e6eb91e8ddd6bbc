/*
 * Well-formed input for the readers; see samples.h.
 *
 * SPDX-License-Identifier: MIT
 */
#include "samples.h"

#include <stdio.h>

struct range {
	uint64_t base, size_bytes;
	uint32_t type;
};

static const struct range ranges[SAMPLE_MEMORY_RANGES] = {
	{ 0, 0x9FC00, 1 },
	{ 0xF0000, 0x10000, 2 },
	{ 0x100000, 0x1FEE0000, 1 },
	{ 0x100000000, 0x80000000, 1 },
};

/* Pitch, size, depth and colours; the address is 0xFD000000. */
static void
put_framebuffer(struct bytes *bytes)
{
	put64(bytes, 0xFD000000);
	put32(bytes, 4096);
	put32(bytes, 1024);
	put32(bytes, 768);
	put8(bytes, 32);
	put8(bytes, 1);
	put16(bytes, 0);
	put(bytes, "\x10\x08\x08\x08\x00\x08", 6);
}

void
sample_multiboot1(struct bytes *bytes)
{
	size_t map, module;

	bytes->size = 0;
	put32(bytes, 1 << 0 | 1 << 2 | 1 << 3 | 1 << 6 | 1 << 9 | 1 << 12);
	put32(bytes, 639);
	put32(bytes, 0x7FB80);
	put_zeroes(bytes, 88 - 12);
	put_framebuffer(bytes);

	patch(bytes, 16, SAMPLE_BASE + bytes->size, 4);
	put_string(bytes, SAMPLE_COMMAND_LINE);
	patch(bytes, 64, SAMPLE_BASE + bytes->size, 4);
	put_string(bytes, SAMPLE_LOADER_NAME);

	module = bytes->size;
	patch(bytes, 20, 2, 4);
	patch(bytes, 24, SAMPLE_BASE + module, 4);
	put32(bytes, SAMPLE_MODULE_BASE);
	put32(bytes, SAMPLE_MODULE_BASE + SAMPLE_MODULE_SIZE);
	put32(bytes, 0);
	put32(bytes, 0);
	put32(bytes, 0x00C00000);
	put32(bytes, 0x00C01000);
	put_zeroes(bytes, 8);
	patch(bytes, module + 8, SAMPLE_BASE + bytes->size, 4);
	put_string(bytes, SAMPLE_MODULE_NAME);

	map = bytes->size;
	patch(bytes, 48, SAMPLE_BASE + map, 4);
	for (unsigned i = 0; i < SAMPLE_MEMORY_RANGES; i++) {
		unsigned extra = i == 1 ? 7 : 0;

		put32(bytes, 20 + extra);
		put64(bytes, ranges[i].base);
		put64(bytes, ranges[i].size_bytes);
		put32(bytes, ranges[i].type);
		put_zeroes(bytes, extra);
	}
	patch(bytes, 44, bytes->size - map, 4);
}

/* Opens a tag; end_tag fills in its size. */
static size_t
begin_tag(struct bytes *bytes, unsigned type)
{
	align(bytes, 8);
	put32(bytes, type);
	put32(bytes, 0);
	return bytes->size - 8;
}

static void
end_tag(struct bytes *bytes, size_t tag)
{
	patch(bytes, tag + 4, bytes->size - tag, 4);
}

static void
put_string_tag(struct bytes *bytes, unsigned type, const char *string)
{
	size_t tag = begin_tag(bytes, type);

	put_string(bytes, string);
	end_tag(bytes, tag);
}

static void
put_module_tag(struct bytes *bytes, uint32_t base, uint32_t size, const char *name)
{
	size_t tag = begin_tag(bytes, 3);

	put32(bytes, base);
	put32(bytes, base + size);
	put_string(bytes, name);
	end_tag(bytes, tag);
}

void
sample_multiboot2(struct bytes *bytes)
{
	uint8_t rsdp[36];
	size_t tag;

	bytes->size = 0;
	put64(bytes, 0);
	put_string_tag(bytes, 1, SAMPLE_COMMAND_LINE);
	put_string_tag(bytes, 2, SAMPLE_LOADER_NAME);
	put_module_tag(bytes, SAMPLE_MODULE_BASE, SAMPLE_MODULE_SIZE, SAMPLE_MODULE_NAME);
	put_module_tag(bytes, 0x00C00000, 0x1000, "another");

	tag = begin_tag(bytes, 6);
	put32(bytes, 24);
	put32(bytes, 0);
	for (unsigned i = 0; i < SAMPLE_MEMORY_RANGES; i++) {
		put64(bytes, ranges[i].base);
		put64(bytes, ranges[i].size_bytes);
		put32(bytes, ranges[i].type);
		put32(bytes, 0);
	}
	end_tag(bytes, tag);

	tag = begin_tag(bytes, 4);
	put32(bytes, 639);
	put32(bytes, 0x1C00);
	end_tag(bytes, tag);

	tag = begin_tag(bytes, 8);
	put_framebuffer(bytes);
	end_tag(bytes, tag);

	memset(rsdp, 'n', sizeof(rsdp));
	tag = begin_tag(bytes, 15);
	put(bytes, rsdp, sizeof(rsdp));
	end_tag(bytes, tag);
	memset(rsdp, 'o', sizeof(rsdp));
	tag = begin_tag(bytes, 14);
	put(bytes, rsdp, 20);
	end_tag(bytes, tag);

	tag = begin_tag(bytes, 0);
	end_tag(bytes, tag);
	patch(bytes, 0, bytes->size, 4);
}

static void
put_program_header(struct bytes *bytes, uint32_t type, uint32_t offset, uint32_t va,
		   uint32_t file_size, uint32_t memory_size, uint32_t flags)
{
	put32(bytes, type);
	put32(bytes, offset);
	put32(bytes, va);
	put32(bytes, va);
	put32(bytes, file_size);
	put32(bytes, memory_size);
	put32(bytes, flags);
	put32(bytes, 0x1000);
}

void
sample_elf(struct bytes *bytes)
{
	const uint32_t contents = 52 + 4 * 32;

	bytes->size = 0;
	put(bytes, "\177ELF\1\1\1\0\0\0\0\0\0\0\0\0", 16);
	put16(bytes, 2);
	put16(bytes, 3);
	put32(bytes, 1);
	put32(bytes, SAMPLE_TEXT_VA + 4);
	put32(bytes, 52);
	put32(bytes, 0);
	put32(bytes, 0);
	put16(bytes, 52);
	put16(bytes, 32);
	put16(bytes, 4);
	put16(bytes, 40);
	put16(bytes, 0);
	put16(bytes, 0);
	put_program_header(bytes, 1, contents, SAMPLE_TEXT_VA, SAMPLE_TEXT_SIZE, SAMPLE_TEXT_SIZE,
			   4 | 1);
	put_program_header(bytes, 1, 0, 0, 0, 0, 4);               /* an empty one */
	put_program_header(bytes, 0x6474E551, 0, 0, 0, 0x4000, 6); /* GNU_STACK: no segment */
	put_program_header(bytes, 1, contents + SAMPLE_TEXT_SIZE, SAMPLE_DATA_VA, SAMPLE_DATA_SIZE,
			   SAMPLE_MEMORY_SIZE, 4 | 2);
	for (unsigned i = 0; i < SAMPLE_TEXT_SIZE + SAMPLE_DATA_SIZE; i++)
		put8(bytes, i);
}

void
put_archive_entry(struct bytes *bytes, const char *name, char type, const void *contents,
		  size_t size_bytes)
{
	uint8_t header[512] = { 0 };
	unsigned sum = 0;

	if (strlen(name) > 100)
		abort();
	memcpy(header, name, strlen(name));
	memcpy(header + 100, "0000755\0000000000\0000000000", 24);
	snprintf((char *)header + 124, 12, "%011zo", size_bytes);
	memcpy(header + 136, "00000000000\0        ", 20);
	header[156] = (uint8_t)type;
	memcpy(header + 257, "ustar\00000", 8);
	for (unsigned i = 0; i < sizeof(header); i++)
		sum += header[i];
	snprintf((char *)header + 148, 8, "%06o", sum);
	put(bytes, header, sizeof(header));
	put(bytes, contents, size_bytes);
	align(bytes, 512);
}

void
put_archive_padding(struct bytes *bytes)
{
	static const char blanks[4096];
	size_t gap = (4096 - 512 - bytes->size % 4096 + 4096) % 4096;

	if (gap != 0)
		put_archive_entry(bytes, "padding", 'g', blanks, gap - 512);
}

void
sample_archive(struct bytes *bytes)
{
	char page[4096];

	memset(page, 'p', sizeof(page));
	bytes->size = 0;
	put_archive_padding(bytes);
	put_archive_entry(bytes, "hello", '0', "hello", 5);
	put_archive_padding(bytes);
	put_archive_entry(bytes, "empty", '\0', "", 0);
	put_archive_padding(bytes);
	put_archive_entry(bytes, "page", '0', page, sizeof(page));
	put_zeroes(bytes, 1024);
}
