/*
 * The archive of programs that the boot loader left in memory, and starting
 * the first programs from it. All others are started by programs.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_PROGRAMS_H
#define TINE_KERNEL_PROGRAMS_H

#include <abi/archive.h>
#include <kernel/page.h>

/*
 * Take over the archive, mapped at bytes; first_page is where it lies in
 * physical memory. Its pages stay referenced for ever. -E_INVAL: not an
 * archive.
 */
int programs_init(const void *bytes, size_t size_bytes, pageno_t first_page);

/* Describe file number index; false when there is none. */
bool programs_file(unsigned index, struct archive_file *file);

/* Describe the file with this name, which need not end in a zero byte; false when there is none. */
bool programs_find(const char *name, size_t length, struct archive_file *file);

/* The bytes of a file of the archive, where the kernel sees them. */
const void *programs_contents(const struct archive_file *file);

/* The physical page that is page index of the archive; PAGE_NONE beyond its end. */
pageno_t programs_page(uint32_t index);

/*
 * Start a program with its arguments, separated by blanks: "forktree 3".
 * -E_NOT_FOUND, -E_NOT_EXEC, -E_NO_MEM, -E_NO_FREE_ENV.
 */
int program_start(const char *command);

#endif
