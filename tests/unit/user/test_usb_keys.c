/*
 * From reports of a USB keyboard to characters, through the kernel's keymap.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <i386/dev/keyboard.h>
#include <stdlib.h>
#include <string.h>
#include <user/usbkbd/keys.h>

static struct keys keys;
static struct keyboard keyboard;
static char text[400];

static void
decode(const uint8_t *codes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char characters[KEYBOARD_SEQUENCE];
		const size_t count = keyboard_decode(&keyboard, &keymap_us, codes[i], characters);

		if (strlen(text) + count < sizeof(text))
			strncat(text, characters, count);
	}
}

/* A report: modifiers, then keys. */
static void
report(uint8_t modifiers, uint8_t key, uint8_t another)
{
	const uint8_t bytes[REPORT_SIZE] = { modifiers, 0, key, another };
	uint8_t codes[CODES_MAX];

	decode(codes, keys_report(&keys, bytes, codes));
}

static void
begin(void)
{
	memset(&keys, 0, sizeof(keys));
	memset(&keyboard, 0, sizeof(keyboard));
	text[0] = '\0';
}

TEST("letters, digits and signs give themselves, with shift their others")
{
	begin();
	for (uint8_t usage = 0x04; usage <= 0x38; usage++) {
		report(0, usage, 0);
		report(0, 0, 0);
	}
	CHECK_STR(text, "abcdefghijklmnopqrstuvwxyz1234567890\n\033\b\t -=[]\\\\;'`,./");
	begin();
	for (uint8_t usage = 0x04; usage <= 0x38; usage++) {
		report(0x20, usage, 0);
		report(0, 0, 0);
	}
	CHECK_STR(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ!@#$%^&*()\n\033\b\t _+{}||:\"~<>?");
}

TEST("a key that stays in reports is pressed once, and several are told apart")
{
	begin();
	report(0, 0x04, 0);
	report(0, 0x04, 0x05);
	report(0, 0x05, 0x06);
	report(0, 0, 0);
	CHECK_STR(text, "abc");
}

TEST("control, alt and caps lock do what they do on any keyboard")
{
	begin();
	report(0x01, 0x06, 0);
	report(0, 0, 0);
	report(0x40, 0x04, 0);
	report(0, 0, 0);
	report(0, 0x39, 0);
	report(0, 0, 0);
	report(0, 0x04, 0);
	CHECK_STR(text, "\003\033aA");
}

TEST("arrow, editing and keypad keys give what those of a PS/2 keyboard give")
{
	static const uint8_t usages[] = { 0x52, 0x51, 0x4F, 0x50, 0x4A, 0x4D, 0x4B, 0x4E, 0x49,
					  0x4C, 0x54, 0x55, 0x56, 0x57, 0x58, 0x5F, 0x62, 0x63 };

	begin();
	for (unsigned i = 0; i < sizeof(usages); i++) {
		report(0, usages[i], 0);
		report(0, 0, 0);
	}
	CHECK_STR(text, "\033[A\033[B\033[C\033[D\033[H\033[F\033[5~\033[6~\033[2~\033[3~"
			"/*-+\n70.");
}

TEST("function keys give what those of a PS/2 keyboard give")
{
	begin();
	for (uint8_t usage = 0x3A; usage <= 0x45; usage++) {
		report(0, usage, 0);
		report(0, 0, 0);
	}
	CHECK_STR(text, "\033OP\033OQ\033OR\033OS\033[15~\033[17~\033[18~\033[19~\033[20~\033[21~"
			"\033[23~\033[24~");
}

TEST("the key pressed last repeats until it is released")
{
	uint8_t codes[CODES_MAX];

	begin();
	report(0, 0x04, 0);
	report(0, 0x04, 0x05);
	decode(codes, keys_repeat(&keys, codes));
	report(0x02, 0x04, 0x05);
	decode(codes, keys_repeat(&keys, codes));
	report(0, 0x04, 0);
	CHECK_EQ(keys.repeating, 0);
	CHECK_EQ(keys_repeat(&keys, codes), 0);
	CHECK_STR(text, "abbB");
}

TEST("too many keys at once change nothing but modifiers")
{
	static const uint8_t rollover[REPORT_SIZE] = { 0x02, 0, 1, 1, 1, 1, 1, 1 };
	uint8_t codes[CODES_MAX];

	begin();
	report(0, 0x04, 0);
	decode(codes, keys_report(&keys, rollover, codes));
	CHECK_EQ(keys.repeating, 0x04);
	report(0x02, 0x04, 0x05);
	CHECK_STR(text, "aB");
}

TEST("no report gives more codes than there is room for")
{
	uint8_t bytes[REPORT_SIZE], codes[CODES_MAX];

	begin();
	srand(1);
	for (unsigned i = 0; i < 200000; i++) {
		for (unsigned j = 0; j < REPORT_SIZE; j++)
			bytes[j] = (uint8_t)(rand() >> 7);
		CHECK(keys_report(&keys, bytes, codes) <= CODES_MAX);
	}
}
