/*
 * COM1, a 16550 or its like.
 *
 * Sent: a line feed becomes carriage return and line feed. Received: a
 * carriage return, what terminals send for the Enter key, becomes a line feed.
 *
 * Source: National Semiconductor PC16550D data sheet, section 8.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/cpu/io.h>
#include <i386/dev/serial.h>
#include <i386/irq/irq.h>
#include <kernel/console.h>
#include <kernel/printf.h>

#define COM1 0x3f8
#define IRQ  4

enum {
	DATA = COM1,
	DIVISOR_LOW = COM1, /* these two while LCR_DIVISOR is set */
	DIVISOR_HIGH = COM1 + 1,
	INTERRUPT_ENABLE = COM1 + 1,
	INTERRUPT_ID = COM1 + 2, /* when read */
	FIFO_CONTROL = COM1 + 2, /* when written */
	LINE_CONTROL = COM1 + 3,
	MODEM_CONTROL = COM1 + 4,
	LINE_STATUS = COM1 + 5,
	MODEM_STATUS = COM1 + 6,
	SCRATCH = COM1 + 7,
};

#define DIVISOR_115200 1

#define IER_RECEIVED   0x01
#define FCR_ENABLE     0x01
#define FCR_TRIGGER_8  0x80 /* interrupt at 8 bytes, or when no more come */
#define IIR_FIFOS      0xc0 /* both set by a 16550A: the FIFOs work */
#define LCR_8_BITS     0x03
#define LCR_DIVISOR    0x80
#define MCR_DTR        0x01
#define MCR_RTS        0x02
#define MCR_OUT1       0x04
#define MCR_INTERRUPTS 0x08 /* the output that gates the interrupt line on PCs */
#define MCR_LOOP       0x10
#define LSR_RECEIVED   0x01
#define LSR_BAD        0x1c /* parity error, framing error, break */
#define LSR_SEND_EMPTY 0x20
#define MSR_CTS        0x10 /* these are RTS, DTR, OUT1 and what gates the interrupt, led back */
#define MSR_DSR        0x20
#define MSR_RI         0x40
#define MSR_DCD        0x80
#define MSR_LINES      0xf0

/* A port access takes about a microsecond: a second, for a peer that holds up an emulator. */
#define SEND_TRIES 1000000
/* An interrupt handler that reads more than the FIFO holds many times over is being lied to. */
#define RECEIVE_LIMIT 256

static struct {
	unsigned fifo_size; /* bytes that can be sent once LSR_SEND_EMPTY is seen */
	unsigned room;      /* bytes that can be sent before it must be looked at again */
	bool stuck; /* it did not become empty in time; it gets no more time until it does */
	bool present;
} serial;

static bool
serial_wait_empty(void)
{
	unsigned tries = serial.stuck ? 1 : SEND_TRIES;

	while (tries-- > 0) {
		if (inb(LINE_STATUS) & LSR_SEND_EMPTY) {
			serial.stuck = false;
			return true;
		}
	}
	serial.stuck = true;
	return false;
}

static void
serial_send(uint8_t byte)
{
	if (serial.room == 0) {
		if (!serial_wait_empty())
			return;
		serial.room = serial.fifo_size;
	}
	outb(DATA, byte);
	serial.room--;
}

static void
serial_write(const char *bytes, size_t n)
{
	serial.room = 0;
	for (; n > 0; n--, bytes++) {
		if (*bytes == '\n')
			serial_send('\r');
		serial_send(*bytes);
	}
}

static void
serial_receive(void)
{
	for (unsigned i = 0; i < RECEIVE_LIMIT; i++) {
		uint8_t status = inb(LINE_STATUS);
		uint8_t byte;

		if (!(status & LSR_RECEIVED))
			return;
		byte = inb(DATA);
		if (byte == '\r')
			byte = '\n';
		if (byte != 0 && !(status & LSR_BAD))
			console_input(byte);
	}
}

static struct console_device serial_console = {
	.name = "serial",
	.write = serial_write,
	.poll = serial_receive,
};

/* The lines that come in, while those that go out lead back to them. */
static uint8_t
looped_back(uint8_t outputs)
{
	outb(MODEM_CONTROL, MCR_LOOP | outputs);
	return inb(MODEM_STATUS) & MSR_LINES;
}

/* The write between keeps a bus on which nothing answers from remembering. */
static bool
scratch_remembers(void)
{
	static const uint8_t patterns[] = { 0x55, 0xaa };

	for (size_t i = 0; i < sizeof(patterns); i++) {
		outb(SCRATCH, patterns[i]);
		outb(INTERRUPT_ENABLE, 0);
		if (inb(SCRATCH) != patterns[i])
			return false;
	}
	return true;
}

/*
 * Whether there is a port: it leads its lines back when told to. Some emulators' cannot, and
 * leave the lines alone; they have the scratch register, which the first 8250 has not.
 */
static bool
serial_answers(void)
{
	const uint8_t first = looped_back(MCR_RTS | MCR_INTERRUPTS);
	const uint8_t second = looped_back(MCR_DTR | MCR_OUT1);

	outb(MODEM_CONTROL, 0);
	if (first == (MSR_CTS | MSR_DCD) && second == (MSR_DSR | MSR_RI))
		return true;
	return first == second && scratch_remembers();
}

/*
 * Switching the FIFOs on loses a byte that has been received. QEMU holds all others back until
 * that one is taken, so it stays where it is: to take it would let the next ones come, one of
 * them at the wrong moment.
 */
void
serial_init(void)
{
	if (!serial_answers())
		return;

	outb(INTERRUPT_ENABLE, 0);
	outb(LINE_CONTROL, LCR_DIVISOR);
	outb(DIVISOR_LOW, DIVISOR_115200);
	outb(DIVISOR_HIGH, 0);
	outb(LINE_CONTROL, LCR_8_BITS);
	outb(FIFO_CONTROL, FCR_ENABLE | FCR_TRIGGER_8);
	outb(MODEM_CONTROL, MCR_DTR | MCR_RTS | MCR_INTERRUPTS);
	serial.fifo_size = (inb(INTERRUPT_ID) & IIR_FIFOS) == IIR_FIFOS ? 16 : 1;
	serial.present = true;
	console_add_device(&serial_console);
}

bool
serial_present(void)
{
	return serial.present;
}

void
serial_output_end(void)
{
	serial_console.write = NULL;
}

void
serial_input_init(void)
{
	if (!serial.present)
		return;
	if (irq_register(IRQ, serial_receive) < 0) {
		cprintf("serial: no interrupt, so no input\n");
		return;
	}
	outb(INTERRUPT_ENABLE, IER_RECEIVED);
	/* What came before makes no edge any more. */
	serial_receive();
}
