/*
 * Which of the console devices this machine has, and in what order they join.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/dev/console_devices.h>
#include <i386/dev/ps2_keyboard.h>
#include <i386/dev/serial.h>
#include <i386/dev/vga_text.h>
#include <kernel/bootinfo.h>

void
console_devices_early_init(void)
{
	serial_init();
}

void
console_devices_init(const struct boot_info *boot)
{
	const struct boot_framebuffer *framebuffer = &boot->framebuffer;

	/* A loader that tells nothing, such as QEMU's, leaves the BIOS's text mode. */
	if (framebuffer->type == BOOT_FRAMEBUFFER_NONE ||
	    (framebuffer->type == BOOT_FRAMEBUFFER_TEXT && framebuffer->width == VGA_TEXT_COLUMNS &&
	     framebuffer->height == VGA_TEXT_LINES))
		vga_text_init();
}

void
console_devices_input_init(const struct machine *machine)
{
	serial_input_init();
	ps2_keyboard_init(machine);
}
