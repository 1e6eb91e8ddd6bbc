/*
 * The I/O APICs.
 *
 * Source: Intel 82093AA data sheet, section 3.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <i386/irq/ioapic.h>
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

#define VERSION_ABSENT  0xffffffff
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
} all;

static uint32_t
ioapic_read(const struct ioapic *ioapic, unsigned index)
{
	ioapic->registers[SELECT] = index;
	return ioapic->registers[DATA];
}

static void
ioapic_write(const struct ioapic *ioapic, unsigned index, uint32_t value)
{
	ioapic->registers[SELECT] = index;
	ioapic->registers[DATA] = value;
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
	for (unsigned i = 0; i < machine->io_apic_count; i++) {
		struct ioapic *ioapic = &all.ioapics[all.count];
		uint32_t version;

		ioapic->registers = mmio_map(machine->io_apics[i].address, WINDOW_SIZE);
		ioapic->first_gsi = machine->io_apics[i].first_gsi;
		version = ioapic_read(ioapic, VERSION);
		if (version == VERSION_ABSENT)
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

int
ioapic_route(unsigned irq, unsigned vector, uint32_t apic_id)
{
	struct machine_override input;
	uint32_t entry = vector;

	if (all.count == 0 || apic_id > LARGEST_APIC_ID)
		return -E_NOT_SUPP;
	input = isa_input(irq);
	if (input.active_low)
		entry |= ENTRY_ACTIVE_LOW;
	if (input.level_triggered)
		entry |= ENTRY_LEVEL;
	for (unsigned i = 0; i < all.count; i++) {
		const struct ioapic *ioapic = &all.ioapics[i];
		unsigned number = input.gsi - ioapic->first_gsi;

		if (input.gsi < ioapic->first_gsi || number >= ioapic->inputs)
			continue;
		ioapic_write(ioapic, ENTRY(number) + 1, apic_id << 24);
		ioapic_write(ioapic, ENTRY(number), entry);
		return 0;
	}
	return -E_NOT_SUPP;
}
