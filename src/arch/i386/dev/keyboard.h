/*
 * What the keys of a PC keyboard mean: a state machine from scan codes
 * (set 1) to characters. It touches no hardware.
 *
 * Control gives the control characters, Alt puts an escape character in
 * front, Caps Lock works on letters. Keys without a character give the escape
 * sequences of an ANSI terminal. The numeric pad gives numbers, or what the
 * grey keys give where Num Lock has been switched off or Shift is held.
 *
 * Sources: IBM PS/2 Hardware Interface Technical Reference, "Keyboards";
 * ECMA-48 for the sequences' form.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_DEV_KEYBOARD_H
#define TINE_I386_DEV_KEYBOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KEYBOARD_KEYS      0x80 /* scan codes; with the top bit set, a key is released */
#define KEYBOARD_SEQUENCE  8    /* room for the longest sequence, its zero byte and an escape */
#define KEYBOARD_SEQUENCES 12   /* of the keys that give them, in each of two lists */

/* All zero is the state in which no key is down. */
struct keyboard {
	bool left_shift, right_shift;
	bool left_control, right_control;
	bool left_alt, right_alt;
	bool caps_lock, num_lock_off, scroll_lock;
	uint8_t lock_down;     /* one of the lock keys that is held: it must not repeat */
	bool extended;         /* the last byte was 0xe0 */
	uint8_t bytes_to_skip; /* of the Pause key's sequence, which has no meaning here */
};

/* A key that gives more than one character, or comes after 0xe0. */
struct key_sequence {
	uint8_t key;
	char characters[KEYBOARD_SEQUENCE - 1];
};

/* What a keyboard's keys have printed on them. 0: no character. */
struct keymap {
	char plain[KEYBOARD_KEYS];
	char shifted[KEYBOARD_KEYS];
	/* The grey keys, whose scan codes come after 0xe0; the numeric pad's double them. */
	struct key_sequence extended[KEYBOARD_SEQUENCES];
	struct key_sequence function[KEYBOARD_SEQUENCES]; /* by their plain codes */
};

extern const struct keymap keymap_us;

/*
 * Takes one byte from the keyboard and stores what it means, as many characters as it
 * returns. None of them is 0.
 */
size_t keyboard_decode(struct keyboard *keyboard, const struct keymap *map, uint8_t byte,
		       char characters[KEYBOARD_SEQUENCE]);

/* Which lights belong to the state, as the keyboard is told: Scroll, Num, Caps Lock from bit 0. */
uint8_t keyboard_lights(const struct keyboard *keyboard);
#define KEYBOARD_LIGHTS_AT_START 0x02 /* as firmware leaves them, too */

#endif
