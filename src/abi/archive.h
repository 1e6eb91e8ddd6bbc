/*
 * What sys_archive_stat tells of one file of the boot archive.
 *
 * Contents start on a page boundary of the archive, so that a program's
 * read-only pages can be mapped from it (sys_archive_map) without a copy.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_ABI_ARCHIVE_H
#define TINE_ABI_ARCHIVE_H

#include <abi/types.h>

#define ARCHIVE_NAME_SIZE 56

struct archive_file {
	char name[ARCHIVE_NAME_SIZE]; /* ends in a zero byte; no directory part */
	uint32_t first_page;          /* page of the archive at which the contents start */
	uint32_t size_bytes;
};

#endif
