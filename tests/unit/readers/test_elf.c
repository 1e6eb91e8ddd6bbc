/*
 * The reader of programs: what it finds in a good one, and each reason for
 * which it refuses a bad one.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <kernel/elf.h>

#include "samples.h"
#include "unit.h"

static struct bytes sample;
static struct elf_image image;

/* Opens a copy of exactly the sample's size, so that reading beyond it is noticed. */
static int
open_sample(void)
{
	uint8_t *copy = malloc(sample.size != 0 ? sample.size : 1);
	uint64_t end = 0;
	int result;

	memcpy(copy, sample.data, sample.size);
	result = elf_open(&image, copy, sample.size, SAMPLE_LIMIT_VA);
	if (result == 0) {
		struct elf_segment segment;
		bool entry_found = false;

		CHECK(image.segment_count > 0);
		for (unsigned i = 0; i < image.segment_count; i++) {
			CHECK_EQ(elf_segment(&image, i, &segment), 0);
			CHECK(segment.va >= end && segment.memory_size_bytes > 0);
			end = (uint64_t)segment.va + segment.memory_size_bytes;
			CHECK(end <= SAMPLE_LIMIT_VA);
			CHECK(segment.file_size_bytes <= segment.memory_size_bytes);
			CHECK((uint64_t)segment.file_offset + segment.file_size_bytes <=
			      sample.size);
			if (segment.executable && image.entry_va >= segment.va &&
			    image.entry_va < end)
				entry_found = true;
		}
		CHECK(entry_found);
		CHECK_EQ(elf_segment(&image, image.segment_count, &segment), -E_NOT_FOUND);
	} else {
		CHECK_EQ(result, -E_NOT_EXEC);
	}
	free(copy);
	return result;
}

TEST("The segments of a program are found, empty and other headers passed over")
{
	struct elf_segment segment;

	sample_elf(&sample);
	CHECK_EQ(open_sample(), 0);
	image.bytes = sample.data;
	CHECK_EQ(image.entry_va, SAMPLE_TEXT_VA + 4);
	CHECK_EQ(image.segment_count, 2);
	CHECK_EQ(elf_segment(&image, 0, &segment), 0);
	CHECK_EQ(segment.va, SAMPLE_TEXT_VA);
	CHECK_EQ(segment.file_size_bytes, SAMPLE_TEXT_SIZE);
	CHECK_EQ(segment.memory_size_bytes, SAMPLE_TEXT_SIZE);
	CHECK(segment.readable && !segment.writable && segment.executable);
	CHECK_EQ(sample.data[segment.file_offset + 7], 7);
	CHECK_EQ(elf_segment(&image, 1, &segment), 0);
	CHECK_EQ(segment.va, SAMPLE_DATA_VA);
	CHECK_EQ(segment.file_size_bytes, SAMPLE_DATA_SIZE);
	CHECK_EQ(segment.memory_size_bytes, SAMPLE_MEMORY_SIZE);
	CHECK(segment.readable && segment.writable && !segment.executable);
}

TEST("Each thing that makes a file no program of ours is noticed")
{
	static const struct {
		unsigned offset, size;
		uint32_t value;
	} damage[] = {
		{ 0, 1, 0x7E }, /* magic number */
		{ 4, 1, 2 },    /* 64 bits */
		{ 5, 1, 2 },    /* big-endian */
		{ 6, 1, 0 },    /* version */
		{ 16, 2, 3 },   /* shared object */
		{ 18, 2, 62 },  /* x86-64 */
		{ 20, 4, 2 },   /* version */
		{ 42, 2, 56 },  /* size of a program header */
		{ 44, 2, 0 },   /* no program headers */
		{ 44, 2, 65 },  /* too many */
		{ 44, 2, 0xFFFF },
		{ 28, 4, 0xFFFFFFF0 },         /* they lie outside the file */
		{ 24, 4, SAMPLE_DATA_VA },     /* entry in data */
		{ 24, 4, SAMPLE_TEXT_VA - 1 }, /* entry nowhere */
		{ 24, 4, SAMPLE_TEXT_VA + SAMPLE_TEXT_SIZE },
		{ SAMPLE_ELF_EMPTY + 0, 4, 3 },                    /* wants an interpreter */
		{ SAMPLE_ELF_TEXT + 4, 4, 0x1000 },                /* contents outside the file */
		{ SAMPLE_ELF_TEXT + 4, 4, 0xFFFFFFF0 },            /* wrapping round */
		{ SAMPLE_ELF_TEXT + 16, 4, SAMPLE_TEXT_SIZE + 1 }, /* more than fits in memory */
		{ SAMPLE_ELF_TEXT + 8, 4, SAMPLE_DATA_VA },        /* on top of data */
		{ SAMPLE_ELF_TEXT + 20, 4, SAMPLE_DATA_VA - SAMPLE_TEXT_VA + 1 },
		{ SAMPLE_ELF_DATA + 8, 4, SAMPLE_TEXT_VA }, /* descending */
		{ SAMPLE_ELF_DATA + 8, 4, SAMPLE_LIMIT_VA - SAMPLE_MEMORY_SIZE + 1 },
		{ SAMPLE_ELF_DATA + 8, 4, 0xFFFFF000 }, /* wrapping round */
		{ SAMPLE_ELF_DATA + 20, 4, 0xFFFFFFFF },
	};

	for (unsigned i = 0; i < sizeof(damage) / sizeof(damage[0]); i++) {
		sample_elf(&sample);
		patch(&sample, damage[i].offset, damage[i].value, damage[i].size);
		if (!CHECK_EQ(open_sample(), -E_NOT_EXEC))
			CHECK_EQ(i, -1);
	}
}

TEST("As many program headers as are allowed are read, one more is refused")
{
	for (unsigned count = ELF_HEADERS_MAX; count <= ELF_HEADERS_MAX + 1; count++) {
		sample_elf(&sample);
		put_zeroes(&sample, (ELF_HEADERS_MAX + 1) * 32);
		memset(sample.data + SAMPLE_ELF_DATA + 32, 0, sample.size - SAMPLE_ELF_DATA - 32);
		patch(&sample, 44, count, 2);
		CHECK_EQ(open_sample(), count <= ELF_HEADERS_MAX ? 0 : -E_NOT_EXEC);
	}
}

TEST("Segments may touch each other and the limit")
{
	sample_elf(&sample);
	patch(&sample, SAMPLE_ELF_TEXT + 20, SAMPLE_DATA_VA - SAMPLE_TEXT_VA, 4);
	patch(&sample, SAMPLE_ELF_DATA + 20, SAMPLE_LIMIT_VA - SAMPLE_DATA_VA, 4);
	CHECK_EQ(open_sample(), 0);
}

TEST("A program cut off anywhere is refused")
{
	sample_elf(&sample);
	while (sample.size-- > 0)
		CHECK_EQ(open_sample(), -E_NOT_EXEC);
}

TEST("A program with any byte changed is refused, or its segments are still in bounds")
{
	sample_elf(&sample);
	for (size_t at = 0; at < sample.size; at++) {
		uint8_t good = sample.data[at];

		for (unsigned value = 0; value < 256; value++) {
			sample.data[at] = (uint8_t)value;
			open_sample();
		}
		sample.data[at] = good;
	}
}
