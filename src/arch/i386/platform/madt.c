/*
 * The MADT: processors, I/O APICs, and how interrupts reach them.
 *
 * Source: ACPI Specification 6.5, section 5.2.12.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/platform/acpi.h>
#include <i386/platform/interrupt_flags.h>

struct madt {
	struct acpi_header header;
	uint32_t local_apic_address;
	uint32_t flags;
} ACPI_PACKED;

#define MADT_HAS_8259 (1u << 0)

struct madt_entry {
	uint8_t type;
	uint8_t size_bytes; /* these two included */
} ACPI_PACKED;

struct local_apic {
	struct madt_entry entry;
	uint8_t uid;
	uint8_t apic_id;
	uint32_t flags;
} ACPI_PACKED;

/* A processor without it is absent, or may be added while the machine runs. */
#define CPU_ENABLED (1u << 0)

struct io_apic {
	struct madt_entry entry;
	uint8_t id;
	uint8_t reserved;
	uint32_t address;
	uint32_t first_gsi;
} ACPI_PACKED;

struct interrupt_override {
	struct madt_entry entry;
	uint8_t bus; /* 0: ISA */
	uint8_t irq;
	uint32_t gsi;
	uint16_t flags;
} ACPI_PACKED;

struct local_apic_nmi {
	struct madt_entry entry;
	uint8_t uid;
	uint16_t flags;
	uint8_t lint;
} ACPI_PACKED;

#define EVERY_UID 0xFF

struct local_apic_address {
	struct madt_entry entry;
	uint16_t reserved;
	uint64_t address;
} ACPI_PACKED;

struct local_x2apic {
	struct madt_entry entry;
	uint16_t reserved;
	uint32_t apic_id;
	uint32_t flags;
	uint32_t uid;
} ACPI_PACKED;

struct local_x2apic_nmi {
	struct madt_entry entry;
	uint16_t flags;
	uint32_t uid; /* every CPU's is MACHINE_EVERY_CPU */
	uint8_t lint;
	uint8_t reserved[3];
} ACPI_PACKED;

static void
read_local_apic(const void *bytes, struct machine *machine)
{
	const struct local_apic *cpu = bytes;

	if (cpu->flags & CPU_ENABLED)
		machine_add_cpu(machine, cpu->apic_id, cpu->uid);
}

static void
read_io_apic(const void *bytes, struct machine *machine)
{
	const struct io_apic *io_apic = bytes;

	machine_add_io_apic(machine, io_apic->id, io_apic->address, io_apic->first_gsi);
}

static void
read_override(const void *bytes, struct machine *machine)
{
	const struct interrupt_override *told = bytes;
	struct machine_override override = {
		.irq = told->irq,
		.gsi = told->gsi,
		.active_low = interrupt_active_low(told->flags),
		.level_triggered = interrupt_level_triggered(told->flags),
	};

	if (told->bus == 0)
		machine_add_override(machine, &override);
}

static void
read_nmi(const void *bytes, struct machine *machine)
{
	const struct local_apic_nmi *told = bytes;
	struct machine_nmi nmi = {
		.cpu_uid = told->uid == EVERY_UID ? MACHINE_EVERY_CPU : told->uid,
		.lint = told->lint,
		.active_low = interrupt_active_low(told->flags),
		.level_triggered = interrupt_level_triggered(told->flags),
	};

	machine_add_nmi(machine, &nmi);
}

static void
read_local_apic_address(const void *bytes, struct machine *machine)
{
	const struct local_apic_address *told = bytes;

	if (told->address != 0)
		machine->local_apic_address = told->address;
}

static void
read_local_x2apic(const void *bytes, struct machine *machine)
{
	const struct local_x2apic *cpu = bytes;

	if (cpu->flags & CPU_ENABLED)
		machine_add_cpu(machine, cpu->apic_id, cpu->uid);
}

static void
read_x2apic_nmi(const void *bytes, struct machine *machine)
{
	const struct local_x2apic_nmi *told = bytes;
	struct machine_nmi nmi = {
		.cpu_uid = told->uid,
		.lint = told->lint,
		.active_low = interrupt_active_low(told->flags),
		.level_triggered = interrupt_level_triggered(told->flags),
	};

	machine_add_nmi(machine, &nmi);
}

/* By type of entry. */
static const struct entry_kind {
	uint8_t size_bytes; /* at least */
	void (*read)(const void *bytes, struct machine *machine);
} kinds[] = {
	[0] = { sizeof(struct local_apic), read_local_apic },
	[1] = { sizeof(struct io_apic), read_io_apic },
	[2] = { sizeof(struct interrupt_override), read_override },
	[4] = { sizeof(struct local_apic_nmi), read_nmi },
	[5] = { sizeof(struct local_apic_address), read_local_apic_address },
	[9] = { sizeof(struct local_x2apic), read_local_x2apic },
	[10] = { sizeof(struct local_x2apic_nmi), read_x2apic_nmi },
};

void
acpi_read_madt(const struct acpi_table *table, struct machine *machine)
{
	struct madt madt;
	struct madt_entry entry;

	if (table->size_bytes < sizeof(madt))
		return;
	acpi_copy(table, 0, &madt, sizeof(madt));
	if (madt.local_apic_address != 0)
		machine->local_apic_address = madt.local_apic_address;
	machine->has_8259 = madt.flags & MADT_HAS_8259;

	for (uint32_t offset = sizeof(madt); table->size_bytes - offset >= sizeof(entry);
	     offset += entry.size_bytes) {
		acpi_copy(table, offset, &entry, sizeof(entry));
		if (entry.size_bytes < sizeof(entry) ||
		    entry.size_bytes > table->size_bytes - offset)
			return;
		if (entry.type < sizeof(kinds) / sizeof(kinds[0]) && kinds[entry.type].read &&
		    entry.size_bytes >= kinds[entry.type].size_bytes)
			kinds[entry.type].read(table->bytes + offset, machine);
	}
}
