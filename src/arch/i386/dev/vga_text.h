/*
 * The VGA's text screen, 80 columns by 25 lines, as a console device.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_DEV_VGA_TEXT_H
#define TINE_I386_DEV_VGA_TEXT_H

#include <stdbool.h>

#define VGA_TEXT_COLUMNS 80
#define VGA_TEXT_LINES   25

/* Clears the screen and adds it to the console. False: there is no video memory. */
bool vga_text_init(void);

#endif
