/*
 * The loader's framebuffer as a console device.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_DEV_FRAMEBUFFER_H
#define TINE_I386_DEV_FRAMEBUFFER_H

#include <stdbool.h>

struct boot_info;

/*
 * Clears the loader's framebuffer and adds it to the console. False, and why in a message, if
 * it cannot be used. After kernelmap_init(), while the boot CPU runs alone.
 */
bool framebuffer_init(const struct boot_info *boot);

#endif
