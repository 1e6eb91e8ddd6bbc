/*
 * Well-formed input for every reader, built in code: what the tests damage
 * and the fuzz targets start from.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_TESTS_SAMPLES_H
#define TINE_TESTS_SAMPLES_H

#include "bytes.h"

/* Where the Multiboot samples lie; their structure comes first. */
#define SAMPLE_BASE 0x9500

/* Multiboot 1: map with an odd entry size, module, both strings, a framebuffer. */
void sample_multiboot1(struct bytes *bytes);

/* Multiboot 2: the same by tags, with both RSDPs. */
void sample_multiboot2(struct bytes *bytes);

/* What they contain. */
#define SAMPLE_COMMAND_LINE  "tine init=\"forktree 3\""
#define SAMPLE_LOADER_NAME   "the sample loader"
#define SAMPLE_MODULE_NAME   "programs.tar"
#define SAMPLE_MODULE_BASE   0x00A00000
#define SAMPLE_MODULE_SIZE   0x00012000
#define SAMPLE_MEMORY_RANGES 4

/* A program: a read-only executable segment, and a data segment with zeroes behind it. */
void sample_elf(struct bytes *bytes);

#define SAMPLE_TEXT_VA     0x00800020
#define SAMPLE_TEXT_SIZE   0x40
#define SAMPLE_DATA_VA     0x00802000
#define SAMPLE_DATA_SIZE   0x10
#define SAMPLE_MEMORY_SIZE 0x1234
#define SAMPLE_LIMIT_VA    0xEEC00000

/* Where the sample's program headers are: its two segments', and an empty one's. */
#define SAMPLE_ELF_TEXT  52
#define SAMPLE_ELF_DATA  (52 + 3 * 32)
#define SAMPLE_ELF_EMPTY (52 + 32)

/* An archive of the files "hello" (5 bytes), "empty" and "page" (4096 bytes of 'p'). */
void sample_archive(struct bytes *bytes);

/* One entry for it, contents included; entries that name no file pad. */
void put_archive_entry(struct bytes *bytes, const char *name, char type, const void *contents,
		       size_t size_bytes);
void put_archive_padding(struct bytes *bytes);

#endif
