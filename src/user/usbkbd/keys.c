/*
 * Compares reports. Touches no hardware; tested on the host.
 *
 * SPDX-License-Identifier: MIT
 */
#include "keys.h"

#include <string.h>

#define ROLLOVER 1 /* usages up to 3 say that too many keys are pressed to tell which */
#define FIRST    4
#define RELEASED 0x80
#define GREY     0xE000 /* the code comes after 0xE0 */

static const uint16_t modifiers[8] = {
	0x1D, 0x2A, 0x38, GREY | 0x5B, GREY | 0x1D, 0x36, GREY | 0x38, GREY | 0x5C,
};

/* By usage; 0: nothing. */
static const uint16_t usages[] = {
	/* a to z */
	[0x04] = 0x1E,
	0x30,
	0x2E,
	0x20,
	0x12,
	0x21,
	0x22,
	0x23,
	0x17,
	0x24,
	0x25,
	0x26,
	0x32,
	[0x11] = 0x31,
	0x18,
	0x19,
	0x10,
	0x13,
	0x1F,
	0x14,
	0x16,
	0x2F,
	0x11,
	0x2D,
	0x15,
	0x2C,
	/* 1 to 0; Enter, Escape, Backspace, Tab, space, - = [ ] \ and its twin, ; ' ` , . / Caps Lock */
	[0x1E] = 0x02,
	0x03,
	0x04,
	0x05,
	0x06,
	0x07,
	0x08,
	0x09,
	0x0A,
	0x0B,
	[0x28] = 0x1C,
	0x01,
	0x0E,
	0x0F,
	0x39,
	0x0C,
	0x0D,
	0x1A,
	0x1B,
	0x2B,
	0x2B,
	0x27,
	0x28,
	[0x35] = 0x29,
	0x33,
	0x34,
	0x35,
	0x3A,
	/* F1 to F12, Print, Scroll Lock */
	[0x3A] = 0x3B,
	0x3C,
	0x3D,
	0x3E,
	0x3F,
	0x40,
	0x41,
	0x42,
	0x43,
	0x44,
	0x57,
	0x58,
	[0x46] = GREY | 0x37,
	0x46,
	/* Insert, Home, Page Up, Delete, End, Page Down, right, left, down, up */
	[0x49] = GREY | 0x52,
	GREY | 0x47,
	GREY | 0x49,
	GREY | 0x53,
	GREY | 0x4F,
	GREY | 0x51,
	[0x4F] = GREY | 0x4D,
	GREY | 0x4B,
	GREY | 0x50,
	GREY | 0x48,
	/* The keypad: Num Lock / * - + Enter, 1 to 0, point; then the 102nd key, and Menu */
	[0x53] = 0x45,
	GREY | 0x35,
	0x37,
	0x4A,
	0x4E,
	GREY | 0x1C,
	[0x59] = 0x4F,
	0x50,
	0x51,
	0x4B,
	0x4C,
	0x4D,
	0x47,
	0x48,
	0x49,
	0x52,
	0x53,
	[0x64] = 0x56,
	GREY | 0x5D,
};

#define USAGES (sizeof(usages) / sizeof(usages[0]))

static size_t
put_code(uint8_t *codes, uint16_t code, bool down)
{
	size_t n = 0;

	if (code == 0)
		return 0;
	if (code & GREY)
		codes[n++] = GREY >> 8;
	codes[n++] = (uint8_t)((code & 0x7F) | (down ? 0 : RELEASED));
	return n;
}

static size_t
put_usage(uint8_t *codes, uint8_t usage, bool down)
{
	return put_code(codes, usage < USAGES ? usages[usage] : 0, down);
}

static bool
is_in(const uint8_t report[REPORT_SIZE], uint8_t usage)
{
	return memchr(report + 2, usage, REPORT_KEYS) != NULL;
}

static size_t
put_modifiers(uint8_t *codes, uint8_t old, uint8_t new)
{
	size_t n = 0;

	for (unsigned i = 0; i < 8; i++)
		if ((old ^ new) >> i & 1)
			n += put_code(codes + n, modifiers[i], new >> i & 1);
	return n;
}

size_t
keys_report(struct keys *keys, const uint8_t report[REPORT_SIZE], uint8_t codes[CODES_MAX])
{
	uint8_t *old = keys->report;
	size_t n = put_modifiers(codes, old[0], report[0]);

	old[0] = report[0];
	if (report[2] >= ROLLOVER && report[2] < FIRST)
		return n; /* what is held stays so */
	for (unsigned i = 2; i < REPORT_SIZE; i++) {
		if (old[i] < FIRST || is_in(report, old[i]))
			continue;
		n += put_usage(codes + n, old[i], false);
		if (old[i] == keys->repeating)
			keys->repeating = 0;
	}
	for (unsigned i = 2; i < REPORT_SIZE; i++) {
		if (report[i] < FIRST || is_in(old, report[i]))
			continue;
		n += put_usage(codes + n, report[i], true);
		keys->repeating = report[i];
	}
	memcpy(old, report, REPORT_SIZE);
	return n;
}

size_t
keys_repeat(const struct keys *keys, uint8_t codes[CODES_MAX])
{
	return put_usage(codes, keys->repeating, true);
}
