/*
 * The boot code: eight hexadecimal digits at the end of a panic that say how
 * far booting had come and where in the source it ended, short enough to be
 * read off a photograph or over the telephone. scripts/bootcode reads them.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_BOOTCODE_H
#define TINE_KERNEL_BOOTCODE_H

#include <stdint.h>

enum boot_stage {
#define BOOT_STAGE(number, name, text) STAGE_##name = (number),
#include <kernel/bootstages.def>
#undef BOOT_STAGE
};

/* Called on the boot CPU only, while it boots. */
void boot_stage_begin(enum boot_stage stage);

enum boot_stage boot_stage_now(void);

/*
 * From the most significant digit on: two of the stage, three of the line,
 * two of a hash of the file's name without folders, one that checks the others.
 */
uint32_t boot_code(enum boot_stage stage, const char *file, int line);

#endif
