/*
 * Keyboards that programs drive: their keys mean what the kernel's own mean.
 *
 * All such keyboards are one, as far as modifiers go.
 *
 * SPDX-License-Identifier: MIT
 */
#include <arch/device.h>
#include <i386/dev/keyboard.h>
#include <kernel/console.h>
#include <kernel/spinlock.h>

/* Letters: k lock. */
static struct {
	struct spinlock lock;
	struct keyboard keyboard; /* k */
} all = { .lock = SPINLOCK_INIT(LOCK_KEYS, "keyboards of programs") };

void
arch_key_input(uint8_t code)
{
	char characters[KEYBOARD_SEQUENCE];
	size_t n;

	spin_lock(&all.lock);
	n = keyboard_decode(&all.keyboard, &keymap_us, code, characters);
	spin_unlock(&all.lock);
	for (size_t i = 0; i < n; i++)
		console_input((unsigned char)characters[i]);
}
