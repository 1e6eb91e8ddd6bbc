/*
 * Physical memory as the readers' tests and fuzz targets make it up: a few
 * regions, seen through a view that is as strict as its contract allows.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_TESTS_MEMORY_H
#define TINE_TESTS_MEMORY_H

#include <kernel/physical_view.h>

#define MEMORY_REGIONS 16

struct memory {
	struct memory_region {
		uint64_t base;
		const uint8_t *bytes;
		size_t size_bytes;
	} regions[MEMORY_REGIONS];
	unsigned region_count;
	void *window; /* what was mapped last */
	unsigned map_count;
};

/* Adds a region; bytes must stay while the memory is in use. */
void memory_add(struct memory *memory, uint64_t base, const void *bytes, size_t size_bytes);

/*
 * Defines fixture_NAME and fixture_NAME_end around the contents of fixtures/NAME.bin, which
 * the assembler finds by the compiler's search path for headers.
 */
#define FIXTURE(name)                                                     \
	__asm__(".pushsection .rodata\n"                                  \
		"fixture_" #name ": .incbin \"fixtures/" #name ".bin\"\n" \
		"fixture_" #name "_end: .byte 0\n"                        \
		".popsection");                                           \
	extern const uint8_t fixture_##name[], fixture_##name##_end[]

/* Puts a fixture's regions (see fixtures/make.py) into memory. */
void memory_add_fixture(struct memory *memory, const uint8_t *from, const uint8_t *end);

/*
 * A view of memory. Each result is a block of its own on the heap, gone with the next call, so
 * that the address sanitizer notices a reader that goes beyond it or holds on to it.
 */
struct physical_view memory_view(struct memory *memory);

/* Ends the use of memory's view. */
void memory_close(struct memory *memory);

#endif
