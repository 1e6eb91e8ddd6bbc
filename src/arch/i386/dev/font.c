/*
 * The font lies packed in the kernel's image, and is unpacked for those who need it.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/dev/font.h>

uint8_t font[FONT_CHARACTERS][FONT_HEIGHT];

void
font_unpack(void)
{
	const uint8_t *from = font_packed;

	for (unsigned character = 0; character < FONT_CHARACTERS; character++) {
		const unsigned changed = from[0] | from[1] << 8;
		uint8_t row = 0;

		from += 2;
		for (unsigned i = 0; i < FONT_HEIGHT; i++) {
			if (changed >> i & 1)
				row = *from++;
			font[character][i] = row;
		}
	}
}
