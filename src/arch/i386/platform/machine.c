/*
 * The machine as a whole: defaults, which tables to believe in what order,
 * and the bounds of its lists.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/platform/acpi.h>
#include <i386/platform/machine.h>
#include <i386/platform/mptable.h>
#include <kernel/string.h>

/* Intel SDM volume 3A, section 11.4.1: where it is unless somebody moved it. */
#define LOCAL_APIC_ADDRESS 0xFEE00000

void
machine_init(struct machine *machine)
{
	memset(machine, 0, sizeof(*machine));
	machine->local_apic_address = LOCAL_APIC_ADDRESS;
	machine->has_8259 = true;
	machine->has_i8042 = true;
}

void
machine_read(struct machine *machine, const struct physical_view *view,
	     const struct boot_info *boot)
{
	struct acpi_root root;

	machine_init(machine);
	if (acpi_find_root(view, boot, &root) == 0)
		acpi_read(view, &root, machine);
	if (machine->cpu_count == 0)
		mptable_read(view, machine);
}

void
machine_add_cpu(struct machine *machine, uint32_t apic_id, uint32_t uid)
{
	for (unsigned i = 0; i < machine->cpu_count; i++)
		if (machine->cpus[i].apic_id == apic_id)
			return;
	if (machine->cpu_count == MACHINE_CPUS) {
		machine->cpus_dropped++;
		return;
	}
	machine->cpus[machine->cpu_count++] = (struct machine_cpu){ apic_id, uid };
}

void
machine_add_io_apic(struct machine *machine, uint32_t id, uint64_t address, uint32_t first_gsi)
{
	if (address == 0 || machine->io_apic_count == MACHINE_IO_APICS)
		return;
	for (unsigned i = 0; i < machine->io_apic_count; i++)
		if (machine->io_apics[i].address == address ||
		    machine->io_apics[i].first_gsi == first_gsi)
			return;
	machine->io_apics[machine->io_apic_count++] =
		(struct machine_io_apic){ address, id, first_gsi };
}

void
machine_add_override(struct machine *machine, const struct machine_override *override)
{
	if (override->irq >= 16 || machine->override_count == MACHINE_OVERRIDES)
		return;
	for (unsigned i = 0; i < machine->override_count; i++)
		if (machine->overrides[i].irq == override->irq)
			return;
	machine->overrides[machine->override_count++] = *override;
}

void
machine_add_nmi(struct machine *machine, const struct machine_nmi *nmi)
{
	if (nmi->lint <= 1 && machine->nmi_count < MACHINE_NMIS)
		machine->nmis[machine->nmi_count++] = *nmi;
}
