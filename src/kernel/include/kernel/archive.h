/*
 * The reader of the boot archive: a ustar file in which every file's contents
 * start on a page boundary (scripts/build/mkarchive.py makes one).
 *
 * Everything is checked when the archive is opened; it must not change after.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_ARCHIVE_H
#define TINE_KERNEL_ARCHIVE_H

#include <abi/archive.h>
#include <stddef.h>

struct archive {
	const unsigned char *bytes;
	size_t size_bytes;
	unsigned count; /* files in it */
};

/*
 * Opens the archive at bytes. 0, or -E_INVAL if any of it is damaged, it does not end, or a
 * regular file in it starts off a page boundary or has a name that is empty, has a directory
 * part or does not fit struct archive_file. What is not a regular file is passed over.
 */
int archive_open(struct archive *archive, const void *bytes, size_t size_bytes);

/*
 * Describes the first files, limit at most, and returns how many it described. Each lies
 * within the archive.
 */
unsigned archive_list(const struct archive *archive, struct archive_file *files, unsigned limit);

/* Describes the first file of that name. 0, or -E_NOT_FOUND if there is none. */
int archive_find(const struct archive *archive, const char *name, struct archive_file *file);

#endif
