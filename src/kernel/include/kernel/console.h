/*
 * The console: output goes to every device at once and into a log; input
 * from all devices meets in one queue.
 *
 * Output and input each have a lock, never held together.
 * After console_panic_begin() neither is taken any more: the CPU that called
 * it is then the only one running, and another may have died holding them.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_CONSOLE_H
#define TINE_KERNEL_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* This character (Ctrl and backslash, on any device) asks for the kernel monitor. */
#define CONSOLE_MONITOR_KEY 0x1c

/* How much of the latest output is kept. A power of two. */
#define CONSOLE_LOG_SIZE 16384

/* A device; either function may be NULL. Both are called with interrupts off. */
struct console_device {
	const char *name;
	/* Shows the bytes. Callers exclude each other. Waits for the device a bounded time. */
	void (*write)(const char *bytes, size_t n);
	/* Hands what the device has received to console_input(). */
	void (*poll)(void);
	struct console_device *next; /* the console's own */
};

/*
 * Adds a device, for ever, and shows it what is in the log so far. Only during
 * initialisation, on the boot CPU.
 */
void console_add_device(struct console_device *device);

/* Shows n bytes, whole, on all devices. Takes the console's lock. */
void console_write(const char *bytes, size_t n);

/* From here on the calling CPU owns the console and no lock is waited for. Never undone. */
void console_panic_begin(void);

/*
 * Enters one received character, 1 to 255, and wakes who waits for it; the monitor's key
 * sets console_monitor_requested instead, and what was typed before and not read is thrown
 * away. Characters for which there is no room are lost.
 * For devices' interrupt handlers and poll functions; the caller holds no lock.
 */
void console_input(int character);

/* From the monitor's key to the monitor's end no program gets what is typed. */
enum console_reader {
	CONSOLE_PROGRAM,
	CONSOLE_MONITOR,
};

/* Takes the oldest waiting character; 0 when there is none for this reader. Takes the input lock. */
int console_getc(enum console_reader reader);

/* Whether console_getc would find one. Takes the input lock. */
bool console_input_waiting(enum console_reader reader);

/* Does any environment wait for input? A hint, as waiters come and go. */
bool console_has_waiters(void);

/* Asks the devices for input, for code that runs with interrupts off. Holds no lock. */
void console_poll(void);

/* Set by the monitor's key on any CPU; cleared by who enters the monitor. */
extern volatile bool console_monitor_requested;

/*
 * Makes the environments that wait for input look again. Called without locks after a
 * character was entered. Provided by the scheduler.
 */
void console_waiters_wake(void);

/*
 * Reads the log. Positions count the bytes written since boot, modulo 2^32: start at
 * console_log_begin(), stop at console_log_end(). Copies at most size_bytes bytes from
 * *position on, moves it past them, and returns their number; a position whose bytes have
 * been overwritten is first moved to the oldest byte kept. Take the console's lock.
 */
uint32_t console_log_begin(void);
uint32_t console_log_end(void);
size_t console_log_read(uint32_t *position, char *buffer, size_t size_bytes);

#endif
