/*
 * Which of the console devices this machine has, and in what order they join.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <i386/dev/console_devices.h>
#include <i386/dev/framebuffer.h>
#include <i386/dev/ps2_keyboard.h>
#include <i386/dev/serial.h>
#include <i386/dev/vga_text.h>
#include <kernel/bootinfo.h>
#include <kernel/cmdline.h>
#include <kernel/printf.h>
#include <kernel/string.h>

void
console_devices_early_init(void)
{
	serial_init();
}

#define SERIAL      0x1u
#define VGA         0x2u
#define FRAMEBUFFER 0x4u
#define SCREEN      (VGA | FRAMEBUFFER)
#define CHOICE_SIZE 64

/* What console= may list, separated by commas. */
static const struct {
	char name[12];
	unsigned devices;
} choices[] = {
	{ "serial", SERIAL },
	{ "vga", VGA },
	{ "fb", FRAMEBUFFER },
	{ "screen", SCREEN },
};

#define CHOICES (sizeof(choices) / sizeof(choices[0]))

static unsigned
devices_named(const char *name, size_t length)
{
	for (size_t i = 0; i < CHOICES; i++)
		if (strlen(choices[i].name) == length && memcmp(choices[i].name, name, length) == 0)
			return choices[i].devices;
	cprintf("console: what is '%.*s'? There are serial, vga, fb, screen.\n", (int)length, name);
	return 0;
}

/* All of them, if nothing that is understood was asked for. */
static unsigned
devices_wanted(const char *command_line)
{
	char list[CHOICE_SIZE];
	unsigned wanted = 0;

	if (cmdline_get(command_line, "console", 0, list, sizeof(list)) == -E_NOT_FOUND)
		return SERIAL | SCREEN;
	for (const char *name = list;; name++) {
		size_t length = 0;

		while (name[length] != '\0' && name[length] != ',')
			length++;
		wanted |= devices_named(name, length);
		name += length;
		if (*name == '\0')
			break;
	}
	return wanted != 0 ? wanted : SERIAL | SCREEN;
}

static bool
screen_init(const struct boot_info *boot, unsigned wanted)
{
	switch (boot->framebuffer.type) {
	case BOOT_FRAMEBUFFER_NONE: /* QEMU's loader tells nothing and leaves the BIOS's text mode */
		return (wanted & VGA) && vga_text_init();
	case BOOT_FRAMEBUFFER_TEXT:
		return (wanted & VGA) && boot->framebuffer.width == VGA_TEXT_COLUMNS &&
		       boot->framebuffer.height == VGA_TEXT_LINES && vga_text_init();
	default:
		return (wanted & FRAMEBUFFER) && framebuffer_init(boot);
	}
}

/* Nobody is left without a console: what is not there is made up for by what is. */
void
console_devices_init(const struct boot_info *boot)
{
	const unsigned wanted = devices_wanted(boot->command_line);

	if (screen_init(boot, wanted)) {
		if (!(wanted & SERIAL))
			serial_output_end();
	} else if (!serial_present()) {
		screen_init(boot, SCREEN);
	}
}

void
console_devices_input_init(const struct machine *machine)
{
	serial_input_init();
	ps2_keyboard_init(machine);
}
