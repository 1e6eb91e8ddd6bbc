/*
 * Reading the boot archive through a one-page window at UTEMP.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <abi/memlayout.h>
#include <abi/mmu.h>
#include <exo/syscall.h>
#include <libc/exo/archive.h>
#include <string.h>

#define WINDOW ((uint8_t *)UTEMP)

int
archive_find(const char *name, struct archive_file *file)
{
	return sys_archive_find(name, strlen(name), file);
}

int
archive_read(const struct archive_file *file, uint32_t offset, void *buffer, size_t size_bytes)
{
	uint8_t *next = buffer;

	if (offset > file->size_bytes || size_bytes > file->size_bytes - offset)
		return -E_EOF;
	while (size_bytes > 0) {
		size_t part = PGSIZE - PGOFF(offset);
		int error;

		if (part > size_bytes)
			part = size_bytes;
		error = sys_archive_map(file->first_page + PGNUM(offset), 0, WINDOW,
					PTE_P | PTE_U | PTE_NOEXEC);
		if (error < 0)
			return error;
		memcpy(next, WINDOW + PGOFF(offset), part);
		sys_page_unmap(0, WINDOW);
		next += part;
		offset += part;
		size_bytes -= part;
	}
	return 0;
}
