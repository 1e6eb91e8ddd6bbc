/*
 * The keyboard of the United States.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/dev/keyboard.h>

#define ESC "\033"

const struct keymap keymap_us = {
	.plain = {
		[0x01] = '\033',
		[0x02] = '1', '2', '3', '4', '5', '6', '7', '8', '9', '0', '-', '=', '\b',
		[0x0f] = '\t', 'q', 'w', 'e', 'r', 't', 'y', 'u', 'i', 'o', 'p', '[', ']', '\n',
		[0x1e] = 'a', 's', 'd', 'f', 'g', 'h', 'j', 'k', 'l', ';', '\'', '`',
		[0x2b] = '\\', 'z', 'x', 'c', 'v', 'b', 'n', 'm', ',', '.', '/',
		[0x37] = '*',
		[0x39] = ' ',
		[0x47] = '7', '8', '9', '-', '4', '5', '6', '+', '1', '2', '3', '0', '.',
		[0x56] = '\\', /* the 102nd key, beside the left Shift key */
	},
	.shifted = {
		[0x01] = '\033',
		[0x02] = '!', '@', '#', '$', '%', '^', '&', '*', '(', ')', '_', '+', '\b',
		[0x0f] = '\t', 'Q', 'W', 'E', 'R', 'T', 'Y', 'U', 'I', 'O', 'P', '{', '}', '\n',
		[0x1e] = 'A', 'S', 'D', 'F', 'G', 'H', 'J', 'K', 'L', ':', '"', '~',
		[0x2b] = '|', 'Z', 'X', 'C', 'V', 'B', 'N', 'M', '<', '>', '?',
		[0x37] = '*',
		[0x39] = ' ',
		[0x47] = '7', '8', '9', '-', '4', '5', '6', '+', '1', '2', '3', '0', '.',
		[0x56] = '|',
	},
	.extended = {
		{ 0x1c, "\n" },
		{ 0x35, "/" },
		{ 0x47, ESC "[H" },  /* Home */
		{ 0x48, ESC "[A" },  /* up */
		{ 0x49, ESC "[5~" }, /* Page Up */
		{ 0x4b, ESC "[D" },  /* left */
		{ 0x4d, ESC "[C" },  /* right */
		{ 0x4f, ESC "[F" },  /* End */
		{ 0x50, ESC "[B" },  /* down */
		{ 0x51, ESC "[6~" }, /* Page Down */
		{ 0x52, ESC "[2~" }, /* Insert */
		{ 0x53, ESC "[3~" }, /* Delete */
	},
	/* F1 to F12, as xterm gives them. */
	.function = {
		{ 0x3b, ESC "OP" },   { 0x3c, ESC "OQ" },   { 0x3d, ESC "OR" },
		{ 0x3e, ESC "OS" },   { 0x3f, ESC "[15~" }, { 0x40, ESC "[17~" },
		{ 0x41, ESC "[18~" }, { 0x42, ESC "[19~" }, { 0x43, ESC "[20~" },
		{ 0x44, ESC "[21~" }, { 0x57, ESC "[23~" }, { 0x58, ESC "[24~" },
	},
};
