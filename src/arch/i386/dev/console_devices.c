/*
 * Which of the console devices this machine has, and in what order they join.
 *
 * SPDX-License-Identifier: MIT
 */
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

static bool
screen_init(const struct boot_info *boot)
{
	switch (boot->framebuffer.type) {
	case BOOT_FRAMEBUFFER_NONE: /* QEMU's loader tells nothing and leaves the BIOS's text mode */
		return vga_text_init();
	case BOOT_FRAMEBUFFER_TEXT:
		return boot->framebuffer.width == VGA_TEXT_COLUMNS &&
		       boot->framebuffer.height == VGA_TEXT_LINES && vga_text_init();
	default:
		return framebuffer_init(boot);
	}
}

void
console_devices_init(const struct boot_info *boot)
{
	char choice[sizeof("serial")];
	const bool chosen =
		cmdline_get(boot->command_line, "console", 0, choice, sizeof(choice)) >= 0;

	if (chosen && strcmp(choice, "serial") == 0)
		return;
	if (screen_init(boot) && chosen && strcmp(choice, "screen") == 0)
		serial_output_end();
}

void
console_devices_input_init(const struct machine *machine)
{
	serial_input_init();
	ps2_keyboard_init(machine);
}
