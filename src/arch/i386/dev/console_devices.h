/*
 * Start-up of the console's devices: first those that need nothing, so that
 * the earliest messages are seen, then the others, at last their interrupts.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_DEV_CONSOLE_DEVICES_H
#define TINE_I386_DEV_CONSOLE_DEVICES_H

struct boot_info;
struct machine;

/* Output that needs only ports: the serial port, if there is one. */
void console_devices_early_init(void);

/*
 * The screen, once memory can be mapped. It shows what has been printed before. "console=serial"
 * or "console=screen" on the command line leaves output to one of them, if it is there; input
 * comes from all devices.
 */
void console_devices_init(const struct boot_info *boot);

/*
 * Input by interrupt, after irq_init() and clock_init(). Until then console_poll() finds what
 * comes from the serial port.
 */
void console_devices_input_init(const struct machine *machine);

#endif
