/*
 * The console: see <kernel/console.h>.
 *
 * The locks are real ones in both locking modes: processors that have not
 * reached the kernel lock yet print as well.
 *
 * SPDX-License-Identifier: MIT
 */
#include "log.h"

#include <kernel/assert.h>
#include <kernel/monitor.h>
#include <kernel/printf.h>
#include <kernel/spinlock.h>
#include <kernel/string.h>

#define INPUT_SIZE   256
#define MESSAGE_SIZE 256

/* Letters: i fixed after initialisation; o the output lock; n the input lock. */
static struct log the_log;        /* o */
static uint8_t input[INPUT_SIZE]; /* n: waiting characters, a ring */
static struct {
	struct spinlock output_lock;
	struct spinlock input_lock;
	struct console_device *devices; /* i */
	unsigned input_taken;           /* n: of all that were ever entered, how many were read */
	unsigned input_entered;         /* n */
	bool panicking;                 /* set once: no lock is waited for any more */
} console = {
	.output_lock = SPINLOCK_INIT(LOCK_CONSOLE_OUTPUT, "console output"),
	.input_lock = SPINLOCK_INIT(LOCK_CONSOLE_INPUT, "console input"),
};

volatile bool console_monitor_requested;

static void
lock(struct spinlock *which)
{
	if (!console.panicking)
		spinlock_acquire(which);
}

static void
unlock(struct spinlock *which)
{
	if (!console.panicking)
		spinlock_release(which);
}

void
console_panic_begin(void)
{
	console.panicking = true;
}

void
console_add_device(struct console_device *device)
{
	struct console_device **end = &console.devices;
	uint32_t position = console_log_begin();
	char bytes[128];
	size_t n;

	while (*end != NULL)
		end = &(*end)->next;
	device->next = NULL;
	*end = device;

	if (device->write == NULL)
		return;
	while ((n = console_log_read(&position, bytes, sizeof(bytes))) > 0)
		device->write(bytes, n);
}

/* The caller has the output lock. */
static void
show(const char *bytes, size_t n)
{
	log_append(&the_log, bytes, n);
	for (struct console_device *device = console.devices; device != NULL; device = device->next)
		if (device->write != NULL)
			device->write(bytes, n);
}

void
console_write(const char *bytes, size_t n)
{
	lock(&console.output_lock);
	show(bytes, n);
	unlock(&console.output_lock);
}

/* A kernel message on its way out; the output lock is held from the first flush on. */
struct message {
	bool locked;
	size_t length;
	char bytes[MESSAGE_SIZE];
};

static void
message_flush(struct message *message)
{
	if (!message->locked)
		lock(&console.output_lock);
	message->locked = true;
	show(message->bytes, message->length);
	message->length = 0;
}

static void
message_put(void *context, const char *bytes, size_t n)
{
	struct message *message = context;

	while (n > 0) {
		size_t part = sizeof(message->bytes) - message->length;

		if (part > n)
			part = n;
		memcpy(message->bytes + message->length, bytes, part);
		message->length += part;
		bytes += part;
		n -= part;
		if (message->length == sizeof(message->bytes))
			message_flush(message);
	}
}

int
vcprintf(const char *format, va_list arguments)
{
	struct message message;
	int length;

	message.locked = false;
	message.length = 0;
	length = kformat(message_put, &message, format, arguments);
	message_flush(&message);
	unlock(&console.output_lock);
	return length;
}

int
cprintf(const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vcprintf(format, arguments);
	va_end(arguments);
	return length;
}

void
console_input(int character)
{
	assert(character > 0 && character <= UINT8_MAX);
	lock(&console.input_lock);
	if (character == CONSOLE_MONITOR_KEY) {
		console.input_taken = console.input_entered;
		console_monitor_requested = true;
	} else if (console.input_entered - console.input_taken < INPUT_SIZE)
		input[console.input_entered++ % INPUT_SIZE] = character;
	unlock(&console.input_lock);
	if (!console.panicking && !monitor_has_input())
		console_waiters_wake();
}

/* The caller has the input lock, unless there is a panic. */
static bool
waits(enum console_reader reader)
{
	return console.input_entered != console.input_taken &&
	       (reader == CONSOLE_MONITOR || !monitor_has_input());
}

int
console_getc(enum console_reader reader)
{
	int character = 0;

	lock(&console.input_lock);
	if (waits(reader))
		character = input[console.input_taken++ % INPUT_SIZE];
	unlock(&console.input_lock);
	return character;
}

bool
console_input_waiting(enum console_reader reader)
{
	bool waiting;

	lock(&console.input_lock);
	waiting = waits(reader);
	unlock(&console.input_lock);
	return waiting;
}

void
console_poll(void)
{
	for (struct console_device *device = console.devices; device != NULL; device = device->next)
		if (device->poll != NULL)
			device->poll();
}

uint32_t
console_log_begin(void)
{
	uint32_t position;

	lock(&console.output_lock);
	position = log_begin(&the_log);
	unlock(&console.output_lock);
	return position;
}

uint32_t
console_log_end(void)
{
	uint32_t position;

	lock(&console.output_lock);
	position = the_log.written_bytes;
	unlock(&console.output_lock);
	return position;
}

size_t
console_log_read(uint32_t *position, char *buffer, size_t size_bytes)
{
	size_t n;

	lock(&console.output_lock);
	n = log_read(&the_log, position, buffer, size_bytes);
	unlock(&console.output_lock);
	return n;
}
