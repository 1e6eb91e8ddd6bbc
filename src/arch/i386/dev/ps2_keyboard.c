/*
 * The i8042 keyboard controller, or the firmware's imitation of one for a
 * USB keyboard. Every wait for it is bounded.
 *
 * Source: IBM PS/2 Hardware Interface Technical Reference, "Keyboard and
 * Auxiliary Device Controller".
 *
 * SPDX-License-Identifier: MIT
 */
#include <arch/clock.h>
#include <i386/cpu/io.h>
#include <i386/dev/keyboard.h>
#include <i386/dev/ps2_keyboard.h>
#include <i386/irq/irq.h>
#include <i386/platform/machine.h>
#include <kernel/console.h>
#include <kernel/printf.h>

#define IRQ     1
#define DATA    0x60
#define STATUS  0x64 /* when read */
#define COMMAND 0x64 /* when written */

#define STATUS_OUTPUT_FULL 0x01 /* a byte waits for us */
#define STATUS_INPUT_FULL  0x02 /* our last byte has not been taken yet */
#define STATUS_AUXILIARY   0x20 /* the waiting byte is the mouse's */
#define STATUS_ABSENT      0xff

#define COMMAND_READ_CONFIG       0x20
#define COMMAND_WRITE_CONFIG      0x60
#define COMMAND_DISABLE_AUXILIARY 0xa7
#define COMMAND_DISABLE_KEYBOARD  0xad
#define COMMAND_ENABLE_KEYBOARD   0xae

#define CONFIG_KEYBOARD_IRQ  0x01
#define CONFIG_AUXILIARY_IRQ 0x02
#define CONFIG_KEYBOARD_OFF  0x10
#define CONFIG_AUXILIARY_OFF 0x20
#define CONFIG_TRANSLATE     0x40 /* to scan code set 1 */

#define KEYBOARD_ENABLE 0xf4 /* report keys */
#define KEYBOARD_LIGHTS 0xed /* the next byte says which are on */

#define WAIT_STEP_US 10
#define WAIT_STEPS   5000 /* 50 ms */
#define DRAIN_LIMIT  64   /* more bytes than any controller or imitation holds */

static struct keyboard keyboard;
static uint8_t lights = KEYBOARD_LIGHTS_AT_START; /* as the keyboard was told last */

static bool
wait_for_status(uint8_t mask, uint8_t wanted)
{
	for (unsigned i = 0; i < WAIT_STEPS; i++) {
		if ((inb(STATUS) & mask) == wanted)
			return true;
		clock_delay_us(WAIT_STEP_US);
	}
	return false;
}

static bool
send(uint16_t port, uint8_t byte)
{
	if (!wait_for_status(STATUS_INPUT_FULL, 0))
		return false;
	outb(port, byte);
	return true;
}

static bool
receive(uint8_t *byte)
{
	if (!wait_for_status(STATUS_OUTPUT_FULL, STATUS_OUTPUT_FULL))
		return false;
	*byte = inb(DATA);
	return true;
}

/*
 * What a keyboard answers to both bytes comes as any input does, and means nothing. One that
 * takes neither is not asked again before the state changes.
 */
static void
show_lights(void)
{
	const uint8_t wanted = keyboard_lights(&keyboard);

	if (wanted == lights)
		return;
	lights = wanted;
	/* The answer to the first byte is left for the caller to read. */
	if (send(DATA, KEYBOARD_LIGHTS) && wait_for_status(STATUS_OUTPUT_FULL, STATUS_OUTPUT_FULL))
		send(DATA, wanted);
}

static void
keyboard_receive(void)
{
	for (unsigned i = 0; i < DRAIN_LIMIT; i++) {
		char characters[KEYBOARD_SEQUENCE];
		uint8_t status = inb(STATUS);
		uint8_t byte;
		size_t n;

		if (!(status & STATUS_OUTPUT_FULL))
			return;
		byte = inb(DATA);
		if (status & STATUS_AUXILIARY)
			continue;
		n = keyboard_decode(&keyboard, &keymap_us, byte, characters);
		for (size_t c = 0; c < n; c++)
			console_input((unsigned char)characters[c]);
		show_lights();
	}
}

static struct console_device keyboard_console = {
	.name = "ps/2 keyboard",
	.poll = keyboard_receive,
};

static void
drain(void)
{
	for (unsigned i = 0; i < DRAIN_LIMIT && (inb(STATUS) & STATUS_OUTPUT_FULL); i++)
		inb(DATA);
}

static bool
controller_init(void)
{
	uint8_t config;

	if (!send(COMMAND, COMMAND_DISABLE_KEYBOARD) || !send(COMMAND, COMMAND_DISABLE_AUXILIARY))
		return false;
	drain();
	if (!send(COMMAND, COMMAND_READ_CONFIG) || !receive(&config))
		return false;
	config &= ~(CONFIG_AUXILIARY_IRQ | CONFIG_KEYBOARD_OFF);
	config |= CONFIG_KEYBOARD_IRQ | CONFIG_AUXILIARY_OFF | CONFIG_TRANSLATE;
	return send(COMMAND, COMMAND_WRITE_CONFIG) && send(DATA, config) &&
	       send(COMMAND, COMMAND_ENABLE_KEYBOARD) && send(DATA, KEYBOARD_ENABLE);
}

void
ps2_keyboard_init(const struct machine *machine)
{
	uint8_t acknowledgement;

	if (!machine->has_i8042 || inb(STATUS) == STATUS_ABSENT)
		return;
	if (!controller_init()) {
		cprintf("keyboard: the controller does not answer\n");
		return;
	}
	/* Some imitations acknowledge nothing, and work. */
	receive(&acknowledgement);

	console_add_device(&keyboard_console);
	if (irq_register(IRQ, keyboard_receive) < 0)
		cprintf("keyboard: no interrupt, so no input\n");
	/* What came before makes no edge any more. */
	keyboard_receive();
}
