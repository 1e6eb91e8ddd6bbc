/*
 * Interrupt lines for programs: ISA interrupts, and messages that
 * devices write to the boot CPU's local APIC.
 *
 * Source: Intel SDM volume 3A, section 11.11 (message-signalled interrupts).
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <arch/device.h>
#include <i386/irq/irq.h>
#include <i386/irq/lapic.h>
#include <i386/irq/vectors.h>
#include <kernel/cpu.h>

#define MESSAGE_ADDRESS     0xFEE00000u
#define MESSAGE_DESTINATION 12
#define LARGEST_DESTINATION 0xFEu

_Static_assert(VECTOR_MESSAGES + (NLINES - LINE_MESSAGES) <= VECTOR_TIMER, "vectors");

int
arch_line_message(unsigned line, struct line_message *message)
{
	const uint32_t destination = cpus[0].arch.apic_id;

	if (!lapic_present() || destination > LARGEST_DESTINATION)
		return -E_NOT_SUPP;
	*message = (struct line_message){
		.address = MESSAGE_ADDRESS | destination << MESSAGE_DESTINATION,
		.data = VECTOR_MESSAGES + (line - LINE_MESSAGES), /* fixed, edge */
	};
	return 0;
}

int
arch_line_open(unsigned line)
{
	struct line_message unused;

	return line < LINE_MESSAGES ? irq_open(line) : arch_line_message(line, &unused);
}

void
arch_line_mask(unsigned line, bool masked)
{
	if (line < LINE_MESSAGES)
		irq_mask(line, masked);
}

bool
arch_line_is_level(unsigned line)
{
	return line < LINE_MESSAGES && irq_is_level(line);
}
