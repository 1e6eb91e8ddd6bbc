/*
 * The I/O APICs.
 *
 * Source: Intel 82093AA data sheet, section 3.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <i386/irq/controller.h>
#include <i386/irq/ioapic.h>
#include <i386/irq/lapic.h>
#include <i386/irq/pic8259.h>
#include <i386/irq/vectors.h>
#include <i386/mm/mmio.h>
#include <i386/platform/machine.h>

#define WINDOW_SIZE 0x20
#define SELECT      (0x00 / 4)
#define DATA        (0x10 / 4)

#define VERSION  0x01
#define ENTRY(i) (0x10 + 2 * (i)) /* the upper half follows */

#define ENTRY_DELIVERY   0x00700
#define ENTRY_SMI        0x00200
#define ENTRY_ACTIVE_LOW 0x02000
#define ENTRY_LEVEL      0x08000
#define ENTRY_MASKED     0x10000

#define LARGEST_APIC_ID 0xfe /* an entry's upper half has eight bits for it; 0xff is everyone */

struct ioapic {
	volatile uint32_t *registers;
	uint32_t first_gsi;
	unsigned inputs;
};

/* Fixed by ioapic_init(). */
static struct {
	const struct machine *machine;
	struct ioapic ioapics[MACHINE_IO_APICS];
	unsigned count;
	uint32_t target; /* the APIC id of the CPU that gets the interrupts */
} all;

static uint32_t
ioapic_read(const struct ioapic *ioapic, unsigned index)
{
	mmio_write(&ioapic->registers[SELECT], index);
	return mmio_read(&ioapic->registers[DATA]);
}

static void
ioapic_write(const struct ioapic *ioapic, unsigned index, uint32_t value)
{
	mmio_write(&ioapic->registers[SELECT], index);
	mmio_write(&ioapic->registers[DATA], value);
}

static void
mask_all(const struct ioapic *ioapic)
{
	for (unsigned i = 0; i < ioapic->inputs; i++) {
		/* System-management interrupts are the firmware's, and it relies on them. */
		if ((ioapic_read(ioapic, ENTRY(i)) & ENTRY_DELIVERY) != ENTRY_SMI)
			ioapic_write(ioapic, ENTRY(i), ENTRY_MASKED);
	}
}

int
ioapic_init(const struct machine *machine)
{
	all.machine = machine;
	all.target = lapic_id();
	for (unsigned i = 0; i < machine->io_apic_count; i++) {
		struct ioapic *ioapic = &all.ioapics[all.count];
		uint32_t version;

		ioapic->registers = mmio_map(machine->io_apics[i].address, WINDOW_SIZE);
		ioapic->first_gsi = machine->io_apics[i].first_gsi;
		version = ioapic_read(ioapic, VERSION);
		/* Firmware lists some that are not there. Nothing remembers, or all bits are 1. */
		if ((mmio_read(&ioapic->registers[SELECT]) & 0xff) != VERSION ||
		    version == UINT32_MAX)
			continue;
		ioapic->inputs = (version >> 16 & 0xff) + 1;
		mask_all(ioapic);
		all.count++;
	}
	return all.count > 0 ? 0 : -E_NOT_SUPP;
}

static struct machine_override
isa_input(unsigned irq)
{
	for (unsigned i = 0; i < all.machine->override_count; i++)
		if (all.machine->overrides[i].irq == irq)
			return all.machine->overrides[i];
	return (struct machine_override){ .irq = irq, .gsi = irq };
}

/* The I/O APIC that has an input, and the input's number there; or null. */
static const struct ioapic *
find_input(uint32_t gsi, unsigned *number)
{
	for (unsigned i = 0; i < all.count; i++) {
		const struct ioapic *ioapic = &all.ioapics[i];

		*number = gsi - ioapic->first_gsi;
		if (gsi >= ioapic->first_gsi && *number < ioapic->inputs)
			return ioapic;
	}
	return NULL;
}

/* Has an override given the input that irq would have to another interrupt? */
static bool
input_is_anothers(const struct machine_override *input)
{
	for (unsigned i = 0; i < all.machine->override_count; i++)
		if (all.machine->overrides[i].gsi == input->gsi &&
		    all.machine->overrides[i].irq != input->irq)
			return true;
	return false;
}

static int
apic_route(unsigned irq)
{
	const struct machine_override input = isa_input(irq);
	const struct ioapic *ioapic;
	uint32_t entry = VECTOR_IRQ_BASE + irq;
	unsigned number;

	ioapic = find_input(input.gsi, &number);
	if (ioapic == NULL || all.target > LARGEST_APIC_ID || input_is_anothers(&input))
		return -E_NOT_SUPP;
	if (input.active_low)
		entry |= ENTRY_ACTIVE_LOW;
	if (input.level_triggered)
		entry |= ENTRY_LEVEL;
	ioapic_write(ioapic, ENTRY(number) + 1, all.target << 24);
	ioapic_write(ioapic, ENTRY(number), entry);
	return 0;
}

static void
apic_mask(unsigned irq, bool masked)
{
	const struct ioapic *ioapic;
	unsigned number;
	uint32_t entry;

	ioapic = find_input(isa_input(irq).gsi, &number);
	if (ioapic == NULL)
		return;
	entry = ioapic_read(ioapic, ENTRY(number)) & ~ENTRY_MASKED;
	ioapic_write(ioapic, ENTRY(number), masked ? entry | ENTRY_MASKED : entry);
}

static bool
apic_is_level(unsigned irq)
{
	return isa_input(irq).level_triggered;
}

static bool
apic_claim(unsigned irq)
{
	if (lapic_in_service(VECTOR_IRQ_BASE + irq))
		return true;
	pic_end_stray(irq); /* it came past the local APIC */
	return false;
}

static void
apic_end(unsigned irq)
{
	(void)irq;
	lapic_eoi();
}

const struct irq_controller apic_controller = {
	.name = "I/O APIC",
	.route = apic_route,
	.claim = apic_claim,
	.end = apic_end,
	.mask = apic_mask,
	.is_level = apic_is_level,
};
