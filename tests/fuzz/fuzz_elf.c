/*
 * The reader of programs.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/elf.h>

#include "../unit/readers/samples.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct elf_image image;
	struct elf_segment segment;
	uint64_t end = 0;
	bool entry_found = false;
	const void *contents;
	size_t section_size;

	if (elf_find_section(data, size, ".shstrtab", &contents, &section_size))
		REQUIRE((const uint8_t *)contents >= data &&
			section_size <= size - (size_t)((const uint8_t *)contents - data));
	if (elf_open(&image, data, size, SAMPLE_LIMIT_VA) != 0)
		return 0;
	for (unsigned i = 0; i < image.segment_count; i++) {
		REQUIRE(elf_segment(&image, i, &segment) == 0);
		REQUIRE(segment.va >= end && segment.memory_size_bytes > 0);
		end = (uint64_t)segment.va + segment.memory_size_bytes;
		REQUIRE(segment.file_size_bytes <= segment.memory_size_bytes);
		REQUIRE((uint64_t)segment.file_offset + segment.file_size_bytes <= size);
		if (segment.executable && image.entry_va >= segment.va && image.entry_va < end)
			entry_found = true;
	}
	REQUIRE(end <= SAMPLE_LIMIT_VA && entry_found);
	REQUIRE(elf_segment(&image, image.segment_count, &segment) != 0);
	return 0;
}

size_t
fuzz_seed(unsigned index, uint8_t *to)
{
	static struct bytes bytes;

	if (index != 0)
		return 0;
	sample_elf(&bytes);
	memcpy(to, bytes.data, bytes.size);
	return bytes.size;
}
