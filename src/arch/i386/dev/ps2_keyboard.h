/*
 * The keyboard behind an i8042 controller as a console device.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_DEV_PS2_KEYBOARD_H
#define TINE_I386_DEV_PS2_KEYBOARD_H

struct machine;

/*
 * Adds the keyboard to the console, with its interrupt, if the machine has a controller. Says
 * so if there is one that does not answer. After irq_init() and clock_init().
 */
void ps2_keyboard_init(const struct machine *machine);

#endif
