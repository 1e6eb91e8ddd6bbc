/*
 * What the keyboard's scan codes mean.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <i386/dev/keyboard.h>
#include <stdlib.h>
#include <string.h>

/* The characters a fresh keyboard makes of these bytes, as a string. */
static const char *
typed(const char *bytes, size_t n)
{
	static char text[200];
	struct keyboard keyboard = { 0 };
	size_t length = 0;

	for (size_t i = 0; i < n; i++) {
		char characters[KEYBOARD_SEQUENCE];
		size_t count = keyboard_decode(&keyboard, &keymap_us, bytes[i], characters);

		if (!CHECK(count <= KEYBOARD_SEQUENCE && length + count < sizeof(text)))
			break;
		memcpy(text + length, characters, count);
		length += count;
	}
	text[length] = '\0';
	return text;
}

#define TYPED(bytes) typed(bytes, sizeof(bytes) - 1)

TEST("a key gives its character when pressed and nothing when released")
{
	CHECK_STR(TYPED("\x1e\x9e\x30\xb0\x02\x82\x1c\x9c"), "ab1\n");
}

TEST("a held key repeats")
{
	CHECK_STR(TYPED("\x1e\x1e\x1e\x9e"), "aaa");
}

TEST("either shift key gives capital letters and the upper signs")
{
	CHECK_STR(TYPED("\x2a\x1e\x03\xaa\x1e"), "A@a");
	CHECK_STR(TYPED("\x36\x1e\x28\xb6\x1e"), "A\"a");
	CHECK_STR(TYPED("\x2a\x36\xaa\x1e\xb6\x1e"), "Aa");
}

TEST("caps lock works on letters only, and shift reverses it")
{
	CHECK_STR(TYPED("\x3a\xba\x1e\x02\x2a\x1e\xaa"), "A1a");
	CHECK_STR(TYPED("\x3a\xba\x1e\x3a\xba\x1e"), "Aa");
}

TEST("a held caps lock key does not repeat")
{
	CHECK_STR(TYPED("\x3a\x3a\xba\x1e"), "A");
}

TEST("control gives control characters, also on the right and with shift")
{
	CHECK_STR(TYPED("\x1d\x2e\x9d\x2e"), "\003c");
	CHECK_STR(TYPED("\xe0\x1d\x2e\xe0\x9d\x2e"), "\003c");
	CHECK_STR(TYPED("\x1d\x2a\x2e\xaa\x9d"), "\x03");
	CHECK_STR(TYPED("\x1d\x1a\x9d"), "\x1b");
}

TEST("control and backslash give the monitor's key")
{
	CHECK_STR(TYPED("\x1d\x2b"), "\x1c");
}

TEST("control leaves what has no control character as it is")
{
	CHECK_STR(TYPED("\x1d\x02\x1c\x39\x9d"), "1\n ");
}

TEST("control and @ give nothing, for 0 is no character")
{
	CHECK_STR(TYPED("\x1d\x2a\x03\xaa\x9d\x1e"), "a");
}

TEST("alt puts an escape character in front, on either side")
{
	CHECK_STR(TYPED("\x38\x1e\xb8\x1e"), "\033aa");
	CHECK_STR(TYPED("\xe0\x38\x1e\xe0\xb8\x1e"), "\033aa");
	CHECK_STR(TYPED("\x38\xe0\x49\xe0\xc9"), "\033\033[5~");
}

TEST("arrow and editing keys give an ANSI terminal's sequences")
{
	CHECK_STR(TYPED("\xe0\x48\xe0\xc8\xe0\x50\xe0\xd0"), "\033[A\033[B");
	CHECK_STR(TYPED("\xe0\x4d\xe0\xcd\xe0\x4b\xe0\xcb"), "\033[C\033[D");
	CHECK_STR(TYPED("\xe0\x47\xe0\xc7\xe0\x4f\xe0\xcf"), "\033[H\033[F");
	CHECK_STR(TYPED("\xe0\x53\xe0\xd3"), "\033[3~");
}

TEST("the fake shifts around editing keys change nothing")
{
	CHECK_STR(TYPED("\xe0\x2a\xe0\x4b\xe0\xcb\xe0\xaa\x1e"), "\033[Da");
	CHECK_STR(TYPED("\x2a\xe0\xaa\xe0\x4b\xe0\xcb\xe0\x2a\x1e\xaa"), "\033[DA");
	CHECK_STR(TYPED("\x2a\xe0\xaa\x1e\xaa"), "A");
}

TEST("the numeric pad gives numbers, its enter and slash keys included")
{
	CHECK_STR(TYPED("\x47\xc7\x52\xd2\x53\xe0\x35\xe0\x1c"), "70./\n");
}

TEST("num lock, or shift, makes the numeric pad move the cursor, and both make numbers again")
{
	CHECK_STR(TYPED("\x45\xc5\x47\x48\x4a\x53"), "\033[H\033[A-\033[3~");
	CHECK_STR(TYPED("\x45\xc5\x4c"), "5");
	CHECK_STR(TYPED("\x2a\x4d\xaa\x4d"), "\033[C6");
	CHECK_STR(TYPED("\x45\xc5\x2a\x4d\xaa\x45\xc5\x4d"), "66");
}

TEST("function keys give an ANSI terminal's sequences")
{
	CHECK_STR(TYPED("\x3b\xbb\x3e\xbe\x3f\xbf"), "\033OP\033OS\033[15~");
	CHECK_STR(TYPED("\x40\x44"), "\033[17~\033[21~");
	CHECK_STR(TYPED("\x57\x58\xd8"), "\033[23~\033[24~");
}

TEST("the lights follow the lock keys, held ones too")
{
	static const struct {
		const char *bytes;
		uint8_t lights;
	} steps[] = {
		{ "\x3a\xba", 6 }, { "\x45\x45\xc5", 4 }, { "\x46\xc6", 5 }, { "\x3a\x3a\xba", 1 }
	};
	struct keyboard keyboard = { 0 };
	char characters[KEYBOARD_SEQUENCE];

	CHECK_EQ(keyboard_lights(&keyboard), KEYBOARD_LIGHTS_AT_START);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		for (const char *byte = steps[i].bytes; *byte != 0; byte++)
			CHECK_EQ(keyboard_decode(&keyboard, &keymap_us, *byte, characters), 0);
		CHECK_EQ(keyboard_lights(&keyboard), steps[i].lights);
	}
}

TEST("the pause key gives nothing and leaves no control key held")
{
	CHECK_STR(TYPED("\xe1\x1d\x45\xe1\x9d\xc5\x1e"), "a");
}

TEST("acknowledgements, errors and keys without meaning give nothing")
{
	CHECK_STR(TYPED("\xfa\xfe\x00\xff\x54\x7f\xe0\x5b\xe0\xdb\x1e"), "a");
	CHECK_STR(TYPED("\x38\x54\xe0\x5b\xb8\x1e"), "a");
}

TEST("no sequence of bytes gives a zero byte or more than there is room for")
{
	struct keyboard keyboard = { 0 };

	srand(1);
	for (unsigned i = 0; i < 200000; i++) {
		char characters[KEYBOARD_SEQUENCE];
		size_t n = keyboard_decode(&keyboard, &keymap_us, rand() >> 7, characters);

		CHECK(n <= KEYBOARD_SEQUENCE);
		CHECK(memchr(characters, 0, n) == NULL);
	}
}
