/*
 * The reader of programs: 32-bit, statically linked ELF files for the i386.
 *
 * Everything is checked when the image is opened; what is handed out after
 * that lies inside the image and below the limit. The image must not change.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_ELF_H
#define TINE_KERNEL_ELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A file with more program headers is refused, so that opening one is bounded work. */
#define ELF_HEADERS_MAX 64

struct elf_image {
	const uint8_t *bytes;
	size_t size_bytes;
	uint32_t entry_va;      /* inside an executable segment */
	unsigned segment_count; /* at least one */
	uint32_t header_offset; /* of the program headers */
	unsigned header_count;
};

/* Part of the address space: memory_size_bytes from va on. */
struct elf_segment {
	uint32_t va;                /* of no particular alignment */
	uint32_t memory_size_bytes; /* not 0; beyond file_size_bytes it is zeroes */
	uint32_t file_offset;
	uint32_t file_size_bytes; /* <= memory_size_bytes */
	bool readable;
	bool writable;
	bool executable;
};

/*
 * Opens the program at bytes. 0, or -E_NOT_EXEC unless it is one: of our kind, whole, and with
 * segments that end at or below limit_va, in ascending order and without a byte in common.
 * (They may still have a page in common.)
 */
int elf_open(struct elf_image *image, const void *bytes, size_t size_bytes, uint32_t limit_va);

/* Describes segment number index. 0, or -E_NOT_FOUND from image->segment_count on. */
int elf_segment(const struct elf_image *image, unsigned index, struct elf_segment *segment);

/*
 * Finds a section by its name, for those who debug: loading looks at none.
 * Of the file nothing need be known. False if there is none in it, whole.
 */
bool elf_find_section(const void *file, size_t file_size_bytes, const char *name,
		      const void **contents, size_t *size_bytes);

#endif
