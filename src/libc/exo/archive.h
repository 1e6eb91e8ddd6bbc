/*
 * Files of the boot archive, as the program loader reads them.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_EXO_ARCHIVE_H
#define TINE_EXO_ARCHIVE_H

#include <abi/archive.h>

/* Find the file of this name. 0, or -E_NOT_FOUND. */
int archive_find(const char *name, struct archive_file *file);

/*
 * Copy size_bytes at offset of the file to buffer. 0, -E_EOF if the file ends
 * before, or -E_NO_MEM. Uses the page at UTEMP meanwhile.
 */
int archive_read(const struct archive_file *file, uint32_t offset, void *buffer, size_t size_bytes);

#endif
