/*
 * The pictures of characters that a framebuffer needs and a VGA has itself.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_DEV_FONT_H
#define TINE_I386_DEV_FONT_H

#include <stdint.h>

#define FONT_CHARACTERS 256 /* of code page 437 */
#define FONT_WIDTH      8
#define FONT_HEIGHT     16

/*
 * Made by scripts/build/font.py. For each character a word of 16 bits, whose bit n
 * says that row n differs from the one above it, or from an empty one; then those rows.
 */
extern const uint8_t font_packed[];

/* Row by row, the leftmost pixel in the highest bit; empty before font_unpack. */
extern uint8_t font[FONT_CHARACTERS][FONT_HEIGHT];

void font_unpack(void);

#endif
