/*
 * The 8259s. Firmware leaves them live, with vectors that are exceptions'; so
 * they are moved before they are masked, for a request that is already on its
 * way, and a spurious one of line 7 or 15, must not look like an exception.
 *
 * Source: Intel 8259A data sheet.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <i386/cpu/io.h>
#include <i386/irq/controller.h>
#include <i386/irq/pic8259.h>
#include <i386/irq/vectors.h>

#define FIRST_COMMAND  0x20
#define FIRST_DATA     0x21
#define SECOND_COMMAND 0xa0
#define SECOND_DATA    0xa1

#define LEVELS      0x4d0  /* a bit for each level-triggered line; two bytes, since EISA */
#define ALWAYS_EDGE 0x2107 /* timer, keyboard, cascade, clock, FPU */

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

static bool
irq_in_service(unsigned irq)
{
	return irq >= 8 ? in_service(SECOND_COMMAND, irq - 8) : in_service(FIRST_COMMAND, irq);
}

void
pic_end_stray(unsigned irq)
{
	bool second = irq >= 8;

	/* A spurious request is line 7's of its chip, without being in service there. */
	if (second && irq_in_service(irq))
		outb(SECOND_COMMAND, OCW2_END);
	/* What the second chip asks for is in service at the first one's cascade line. */
	if (in_service(FIRST_COMMAND, second ? CASCADE_LINE : irq))
		outb(FIRST_COMMAND, OCW2_END);
}

static void
mask_line(uint16_t data_port, unsigned line, bool masked)
{
	const uint8_t mask = inb(data_port) & ~(1 << line);

	outb(data_port, masked ? mask | 1 << line : mask);
}

static void
pic_mask(unsigned irq, bool masked)
{
	if (irq >= 8)
		mask_line(SECOND_DATA, irq - 8, masked);
	else
		mask_line(FIRST_DATA, irq, masked);
}

static int
pic_route(unsigned irq)
{
	if (irq == CASCADE_LINE)
		return -E_NOT_SUPP;
	mask_line(FIRST_DATA, CASCADE_LINE, false);
	pic_mask(irq, false);
	return 0;
}

/* Where no register tells, all are edge-triggered; these lines of the bus always are. */
static bool
pic_is_level(unsigned irq)
{
	const uint16_t levels = inb(LEVELS) | inb(LEVELS + 1) << 8;

	return !(levels & ALWAYS_EDGE) && (levels & 1 << irq);
}

static bool
pic_claim(unsigned irq)
{
	if (irq_in_service(irq))
		return true;
	pic_end_stray(irq);
	return false;
}

static void
pic_end(unsigned irq)
{
	if (irq >= 8)
		outb(SECOND_COMMAND, OCW2_END);
	outb(FIRST_COMMAND, OCW2_END);
}

const struct irq_controller pic_controller = {
	.name = "8259",
	.route = pic_route,
	.claim = pic_claim,
	.end = pic_end,
	.mask = pic_mask,
	.is_level = pic_is_level,
};
