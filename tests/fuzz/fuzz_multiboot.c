/*
 * Both Multiboot readers on the same bytes, which are all of memory.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/boot/multiboot.h>

#include "../unit/readers/memory.h"
#include "../unit/readers/samples.h"
#include "fuzz.h"

static void
check(const struct boot_info *boot)
{
	const struct boot_framebuffer *framebuffer = &boot->framebuffer;

	REQUIRE(boot->memory_count > 0 && boot->memory_count <= BOOT_MEMORY_RANGES);
	for (unsigned i = 0; i < boot->memory_count; i++)
		REQUIRE(boot->memory[i].base + boot->memory[i].size_bytes > boot->memory[i].base);
	REQUIRE(memchr(boot->command_line, '\0', sizeof(boot->command_line)) != NULL);
	REQUIRE(memchr(boot->loader_name, '\0', sizeof(boot->loader_name)) != NULL);
	REQUIRE(memchr(boot->archive.name, '\0', sizeof(boot->archive.name)) != NULL);
	REQUIRE(boot->archive.base + boot->archive.size_bytes <= UINT32_MAX);
	REQUIRE(boot->rsdp_size_bytes <= sizeof(boot->rsdp));
	if (framebuffer->type != BOOT_FRAMEBUFFER_NONE) {
		REQUIRE((uint64_t)framebuffer->width * framebuffer->bits_per_pixel <=
			(uint64_t)framebuffer->pitch_bytes * 8);
		REQUIRE(framebuffer->red.position + framebuffer->red.size_bits <=
			framebuffer->bits_per_pixel);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct boot_info boot;
	struct memory memory = { 0 };
	struct physical_view view = memory_view(&memory);

	memory_add(&memory, SAMPLE_BASE, data, size);
	if (multiboot1_read(&view, SAMPLE_BASE, &boot) == 0)
		check(&boot);
	if (multiboot2_read(&view, SAMPLE_BASE, &boot) == 0)
		check(&boot);
	memory_close(&memory);
	return 0;
}

size_t
fuzz_seed(unsigned index, uint8_t *to)
{
	static void (*const samples[])(struct bytes *) = { sample_multiboot1, sample_multiboot2 };
	static struct bytes bytes;

	if (index >= sizeof(samples) / sizeof(samples[0]))
		return 0;
	samples[index](&bytes);
	memcpy(to, bytes.data, bytes.size);
	return bytes.size;
}
