/*
 * From scan codes to characters: see <i386/dev/keyboard.h>.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/dev/keyboard.h>
#include <kernel/string.h>

#define BYTE_EXTENDED 0xe0
#define BYTE_PAUSE    0xe1 /* begins e1 1d 45 e1 9d c5; nothing comes on release */
#define RELEASED      0x80
#define ESCAPE        0x1b

/* Keys that only change the state. */
enum {
	KEY_CONTROL = 0x1d,
	KEY_LEFT_SHIFT = 0x2a,
	KEY_RIGHT_SHIFT = 0x36,
	KEY_ALT = 0x38,
	KEY_CAPS_LOCK = 0x3a,
	KEY_NUM_LOCK = 0x45,
	KEY_SCROLL_LOCK = 0x46,
};

/* The numeric pad's keys that have two meanings. */
#define PAD_FIRST 0x47
#define PAD_LAST  0x53

/* A lock key changes its state when it goes down, and once. */
static void
toggle(struct keyboard *keyboard, uint8_t key, bool *state, bool down)
{
	if (down && keyboard->lock_down != key)
		*state = !*state;
	if (down)
		keyboard->lock_down = key;
	else if (keyboard->lock_down == key)
		keyboard->lock_down = 0;
}

/* Whether the key was a modifier. The grey keys' fake shifts (e0 2a) count as one, of no effect. */
static bool
modify(struct keyboard *keyboard, uint8_t key, bool extended, bool down)
{
	switch (key) {
	case KEY_CONTROL:
		*(extended ? &keyboard->right_control : &keyboard->left_control) = down;
		return true;
	case KEY_ALT:
		*(extended ? &keyboard->right_alt : &keyboard->left_alt) = down;
		return true;
	case KEY_LEFT_SHIFT:
		if (!extended)
			keyboard->left_shift = down;
		return true;
	case KEY_RIGHT_SHIFT:
		if (!extended)
			keyboard->right_shift = down;
		return true;
	case KEY_CAPS_LOCK:
		toggle(keyboard, key, &keyboard->caps_lock, down);
		return true;
	case KEY_NUM_LOCK:
		toggle(keyboard, key, &keyboard->num_lock_off, down);
		return true;
	case KEY_SCROLL_LOCK: /* extended it is Control and Pause: Break */
		if (!extended)
			toggle(keyboard, key, &keyboard->scroll_lock, down);
		return true;
	default:
		return false;
	}
}

static char
plain_or_shifted(const struct keyboard *keyboard, const struct keymap *map, uint8_t key)
{
	bool shift = keyboard->left_shift || keyboard->right_shift;
	char plain = map->plain[key];

	if (plain >= 'a' && plain <= 'z')
		shift ^= keyboard->caps_lock;
	return shift ? map->shifted[key] : plain;
}

/* What the key gives by this list, or null. */
static const char *
sequence_of(const struct key_sequence list[KEYBOARD_SEQUENCES], uint8_t key)
{
	for (unsigned i = 0; i < KEYBOARD_SEQUENCES; i++)
		if (list[i].key == key)
			return list[i].characters;
	return NULL;
}

/* Whether a key of the numeric pad is to do what the grey key of the same code does. */
static bool
pad_moves(const struct keyboard *keyboard, const struct keymap *map, uint8_t key)
{
	const bool shift = keyboard->left_shift || keyboard->right_shift;

	return key >= PAD_FIRST && key <= PAD_LAST && sequence_of(map->extended, key) != NULL &&
	       keyboard->num_lock_off != shift;
}

/* Control and @ to _, or the small letters, is the character's low five bits; others stay. */
static char
with_control(char character)
{
	if ((character >= '@' && character <= '_') || (character >= 'a' && character <= 'z'))
		return character & 0x1f;
	return character;
}

size_t
keyboard_decode(struct keyboard *keyboard, const struct keymap *map, uint8_t byte,
		char characters[KEYBOARD_SEQUENCE])
{
	bool extended = keyboard->extended;
	bool down = !(byte & RELEASED);
	uint8_t key = byte & ~RELEASED;
	char single[2] = { 0 };
	const char *meaning;
	size_t count = 0;

	if (keyboard->bytes_to_skip > 0) {
		keyboard->bytes_to_skip--;
		return 0;
	}
	keyboard->extended = byte == BYTE_EXTENDED;
	if (byte == BYTE_EXTENDED)
		return 0;
	if (byte == BYTE_PAUSE) {
		keyboard->bytes_to_skip = 5;
		return 0;
	}
	if (modify(keyboard, key, extended, down) || !down)
		return 0;

	meaning = sequence_of(map->function, key);
	if (extended || pad_moves(keyboard, map, key)) {
		meaning = sequence_of(map->extended, key);
	} else if (meaning == NULL) {
		meaning = single;
		single[0] = plain_or_shifted(keyboard, map, key);
		if (keyboard->left_control || keyboard->right_control)
			single[0] = with_control(single[0]);
	}
	if (meaning == NULL || *meaning == '\0')
		return 0;
	if (keyboard->left_alt || keyboard->right_alt)
		characters[count++] = ESCAPE;
	memcpy(characters + count, meaning, strlen(meaning));
	return count + strlen(meaning);
}

uint8_t
keyboard_lights(const struct keyboard *keyboard)
{
	return keyboard->scroll_lock | !keyboard->num_lock_off << 1 | keyboard->caps_lock << 2;
}
