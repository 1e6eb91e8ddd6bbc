/*
 * The MP configuration table. It numbers interrupts by I/O APIC and input;
 * here each I/O APIC gets 256 global numbers, as many as an input can have.
 *
 * Source: Intel MultiProcessor Specification 1.4, chapters 4 and 5.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <i386/platform/bios.h>
#include <i386/platform/interrupt_flags.h>
#include <i386/platform/mptable.h>

#define MP_PACKED __attribute__((packed))

#define INPUTS_PER_IO_APIC 256
#define EVERY_APIC         0xFF

struct floating_pointer {
	char signature[4];
	uint32_t table;
	uint8_t paragraphs; /* size of this structure */
	uint8_t revision;
	uint8_t checksum;
	uint8_t default_configuration; /* 0: see the table */
	uint8_t features;
	uint8_t reserved[3];
} MP_PACKED;

#define POINTER_SIGNATURE "_MP_"
#define FEATURE_IMCR      0x80

struct table_header {
	char signature[4];
	uint16_t size_bytes; /* header and entries */
	uint8_t revision;
	uint8_t checksum;
	char oem[8];
	char product[12];
	uint32_t oem_table;
	uint16_t oem_table_size;
	uint16_t entry_count;
	uint32_t local_apic_address;
	uint16_t extension_size;
	uint8_t extension_checksum;
	uint8_t reserved;
} MP_PACKED;

enum {
	ENTRY_PROCESSOR,
	ENTRY_BUS,
	ENTRY_IO_APIC,
	ENTRY_IO_INTERRUPT,
	ENTRY_LOCAL_INTERRUPT,
};

struct processor {
	uint8_t type;
	uint8_t apic_id;
	uint8_t apic_version;
	uint8_t flags;
	uint32_t signature;
	uint32_t features;
	uint32_t reserved[2];
} MP_PACKED;

struct bus {
	uint8_t type;
	uint8_t id;
	char name[6];
} MP_PACKED;

struct io_apic {
	uint8_t type;
	uint8_t id;
	uint8_t version;
	uint8_t flags;
	uint32_t address;
} MP_PACKED;

#define ENABLED 0x01 /* in the flags of processors and I/O APICs */

/* Both kinds: the destination is an I/O APIC or a local one. */
struct interrupt {
	uint8_t type;
	uint8_t kind;
	uint16_t flags;
	uint8_t bus;
	uint8_t irq;
	uint8_t apic_id;
	uint8_t input;
} MP_PACKED;

#define KIND_VECTORED 0
#define KIND_NMI      1

/* What the entries read so far mean for those that follow. */
struct reading {
	struct machine *machine;
	bool is_isa[256]; /* by bus id */
};

static void
read_processor(const void *bytes, struct reading *reading)
{
	const struct processor *processor = bytes;

	if (processor->flags & ENABLED)
		machine_add_cpu(reading->machine, processor->apic_id, processor->apic_id);
}

static void
read_bus(const void *bytes, struct reading *reading)
{
	const struct bus *bus = bytes;

	reading->is_isa[bus->id] = memcmp(bus->name, "ISA   ", sizeof(bus->name)) == 0 ||
				   memcmp(bus->name, "EISA  ", sizeof(bus->name)) == 0;
}

static void
read_io_apic(const void *bytes, struct reading *reading)
{
	const struct io_apic *io_apic = bytes;
	struct machine *machine = reading->machine;

	if (io_apic->flags & ENABLED)
		machine_add_io_apic(machine, io_apic->id, io_apic->address,
				    machine->io_apic_count * INPUTS_PER_IO_APIC);
}

static void
read_io_interrupt(const void *bytes, struct reading *reading)
{
	const struct interrupt *interrupt = bytes;
	struct machine *machine = reading->machine;
	struct machine_override override = {
		.irq = interrupt->irq,
		.active_low = interrupt_active_low(interrupt->flags),
		.level_triggered = interrupt_level_triggered(interrupt->flags),
	};

	if (interrupt->kind != KIND_VECTORED || !reading->is_isa[interrupt->bus])
		return;
	for (unsigned i = 0; i < machine->io_apic_count; i++) {
		const struct machine_io_apic *io_apic = &machine->io_apics[i];

		if (interrupt->apic_id != EVERY_APIC && interrupt->apic_id != io_apic->id)
			continue;
		override.gsi = io_apic->first_gsi + interrupt->input;
		/* What goes without saying needs no place in the list. */
		if (override.gsi != override.irq || override.active_low || override.level_triggered)
			machine_add_override(machine, &override);
		return;
	}
}

static void
read_local_interrupt(const void *bytes, struct reading *reading)
{
	const struct interrupt *interrupt = bytes;
	struct machine_nmi nmi = {
		.cpu_uid =
			interrupt->apic_id == EVERY_APIC ? MACHINE_EVERY_CPU : interrupt->apic_id,
		.lint = interrupt->input,
		.active_low = interrupt_active_low(interrupt->flags),
		.level_triggered = interrupt_level_triggered(interrupt->flags),
	};

	if (interrupt->kind == KIND_NMI)
		machine_add_nmi(reading->machine, &nmi);
}

/* By type of entry. */
static const struct entry_kind {
	uint8_t size_bytes;
	void (*read)(const void *bytes, struct reading *reading);
} kinds[] = {
	[ENTRY_PROCESSOR] = { sizeof(struct processor), read_processor },
	[ENTRY_BUS] = { sizeof(struct bus), read_bus },
	[ENTRY_IO_APIC] = { sizeof(struct io_apic), read_io_apic },
	[ENTRY_IO_INTERRUPT] = { sizeof(struct interrupt), read_io_interrupt },
	[ENTRY_LOCAL_INTERRUPT] = { sizeof(struct interrupt), read_local_interrupt },
};

_Static_assert(sizeof(struct processor) == 20 && sizeof(struct interrupt) == 8, "as specified");

static bool
read_table(const struct physical_view *view, uint64_t physical, struct machine *machine)
{
	struct reading reading = { .machine = machine };
	struct table_header header;
	const uint8_t *bytes;
	size_t offset = sizeof(header);

	if (physical == 0 || !physical_copy(view, &header, physical, sizeof(header)) ||
	    memcmp(header.signature, "PCMP", 4) != 0 || header.size_bytes < sizeof(header))
		return false;
	bytes = physical_map(view, physical, header.size_bytes);
	if (bytes == NULL || bios_sum(bytes, header.size_bytes) != 0)
		return false;

	if (header.local_apic_address != 0)
		machine->local_apic_address = header.local_apic_address;
	for (unsigned i = 0; i < header.entry_count && offset < header.size_bytes; i++) {
		uint8_t type = bytes[offset];

		/* The size of an entry of any other type is anybody's guess. */
		if (type >= sizeof(kinds) / sizeof(kinds[0]) ||
		    kinds[type].size_bytes > header.size_bytes - offset)
			break;
		kinds[type].read(bytes + offset, &reading);
		offset += kinds[type].size_bytes;
	}
	return true;
}

/* Chapter 5: two processors and an I/O APIC, told by a number from 1 to 7. */
static void
read_default(unsigned configuration, struct machine *machine)
{
	const struct machine_override timer = { .irq = 0, .gsi = 2 };
	const struct machine_nmi nmi = { .cpu_uid = MACHINE_EVERY_CPU, .lint = 1 };
	const unsigned timer_not_connected = 2;

	machine_add_cpu(machine, 0, 0);
	machine_add_cpu(machine, 1, 1);
	machine_add_io_apic(machine, 2, 0xFEC00000, 0);
	if (configuration != timer_not_connected)
		machine_add_override(machine, &timer);
	machine_add_nmi(machine, &nmi);
}

/* Follows a floating pointer; false if it is no good, or what it points at is not. */
static bool
read_pointer(const struct physical_view *view, uint64_t physical, struct machine *machine)
{
	struct floating_pointer pointer;

	if (!physical_copy(view, &pointer, physical, sizeof(pointer)) || pointer.paragraphs != 1 ||
	    bios_sum((const uint8_t *)&pointer, sizeof(pointer)) != 0 ||
	    pointer.default_configuration > 7)
		return false;
	if (pointer.default_configuration != 0)
		read_default(pointer.default_configuration, machine);
	else if (!read_table(view, pointer.table, machine))
		return false;
	machine->has_imcr = pointer.features & FEATURE_IMCR;
	return true;
}

int
mptable_read(const struct physical_view *view, struct machine *machine)
{
	const struct bios_area areas[] = {
		bios_extended_data(view),
		bios_base_memory_end(view),
		{ 0xF0000, 0x10000 },
	};

	for (unsigned i = 0; i < sizeof(areas) / sizeof(areas[0]); i++) {
		uint64_t at = 0, physical;

		while (bios_search(view, &areas[i], POINTER_SIGNATURE, &at, &physical))
			if (read_pointer(view, physical, machine))
				return 0;
	}
	return -E_NOT_FOUND;
}
