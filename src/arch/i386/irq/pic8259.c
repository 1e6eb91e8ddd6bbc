/*
 * The 8259s. Firmware leaves them live, with vectors that are exceptions'; so
 * they are moved before they are masked, for a request that is already on its
 * way, and a spurious one of line 7 or 15, must not look like an exception.
 *
 * Source: Intel 8259A data sheet.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/cpu/io.h>
#include <i386/irq/pic8259.h>
#include <i386/irq/vectors.h>

#define FIRST_COMMAND  0x20
#define FIRST_DATA     0x21
#define SECOND_COMMAND 0xa0
#define SECOND_DATA    0xa1

#define ICW1_INIT       0x11 /* cascaded, edge-triggered, ICW4 follows */
#define ICW4_8086       0x01
#define CASCADE_LINE    2
#define OCW2_END        0x20 /* of the interrupt with the highest priority */
#define OCW3_IN_SERVICE 0x0b /* the next read gives the in-service register */
#define ALL_LINES       0xff

void
pic_silence(void)
{
	outb(FIRST_DATA, ALL_LINES);
	outb(SECOND_DATA, ALL_LINES);

	outb(FIRST_COMMAND, ICW1_INIT);
	outb(SECOND_COMMAND, ICW1_INIT);
	outb(FIRST_DATA, VECTOR_IRQ_BASE);
	outb(SECOND_DATA, VECTOR_IRQ_BASE + 8);
	outb(FIRST_DATA, 1 << CASCADE_LINE);
	outb(SECOND_DATA, CASCADE_LINE);
	outb(FIRST_DATA, ICW4_8086);
	outb(SECOND_DATA, ICW4_8086);

	/* Initialisation has unmasked everything. */
	outb(FIRST_DATA, ALL_LINES);
	outb(SECOND_DATA, ALL_LINES);
}

static bool
in_service(uint16_t command_port, unsigned line)
{
	outb(command_port, OCW3_IN_SERVICE);
	return inb(command_port) & 1 << line;
}

void
pic_end_stray(unsigned irq)
{
	bool second = irq >= 8;

	/* A spurious request is line 7's of its chip, without being in service there. */
	if (second && in_service(SECOND_COMMAND, irq - 8))
		outb(SECOND_COMMAND, OCW2_END);
	/* What the second chip asks for is in service at the first one's cascade line. */
	if (in_service(FIRST_COMMAND, second ? CASCADE_LINE : irq))
		outb(FIRST_COMMAND, OCW2_END);
}
