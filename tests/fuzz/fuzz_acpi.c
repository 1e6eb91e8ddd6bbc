/*
 * The readers of ACPI and MP tables: on memory of which the input is all there
 * is, and, since few mutations leave a checksum right, each ACPI table's
 * reader on the input alone.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/platform/acpi.h>
#include <i386/platform/mptable.h>

#include "../unit/readers/tables.h"
#include "fuzz.h"

static void
check(const struct machine *machine)
{
	REQUIRE(machine->cpu_count <= MACHINE_CPUS);
	REQUIRE(machine->io_apic_count <= MACHINE_IO_APICS);
	REQUIRE(machine->override_count <= MACHINE_OVERRIDES);
	REQUIRE(machine->nmi_count <= MACHINE_NMIS);
	REQUIRE(machine->local_apic_address != 0);
	REQUIRE(machine->s5_type_a <= 7 && machine->s5_type_b <= 7);
	for (unsigned i = 0; i < machine->override_count; i++)
		REQUIRE(machine->overrides[i].irq < 16);
}

static void
read_single(const struct acpi_table *table, struct machine *machine)
{
	uint8_t a = 0, b = 0;

	machine_init(machine);
	acpi_read_madt(table, machine);
	acpi_read_hpet(table, machine);
	acpi_read_mcfg(table, machine);
	if (acpi_find_s5(table, &a, &b))
		REQUIRE(a <= 7 && b <= 7);
	acpi_read_fadt(table, machine);
	check(machine);
}

/* The MP table's sums made good, so that its entries are reached. */
static void
fix_mptable(uint8_t *data, size_t size)
{
	size_t table_size;

	if (size < 16 + 44)
		return;
	table_size = data[16 + 4] | data[16 + 5] << 8;
	if (table_size < 44 || table_size > size - 16)
		return;
	for (size_t i = 0; i < 16; i++)
		data[10] -= data[i];
	for (size_t i = 0; i < table_size; i++)
		data[16 + 7] -= data[16 + i];
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct machine machine;
	static struct boot_info boot;
	struct memory memory = { 0 };
	struct physical_view view = memory_view(&memory);
	struct acpi_root root;
	uint8_t *copy = malloc(size + 1);

	memcpy(copy, data, size);
	fix_mptable(copy, size);
	memory_add(&memory, TABLES_BASE, copy, size);
	machine_init(&machine);
	if (size >= 4 && memcmp(data, "_MP_", 4) == 0)
		mptable_read(&view, &machine);
	check(&machine);

	memory.regions[0].bytes = data;
	boot.rsdp_size_bytes = size < sizeof(boot.rsdp) ? (unsigned)size : sizeof(boot.rsdp);
	memcpy(boot.rsdp, data, boot.rsdp_size_bytes);
	/* The search in BIOS memory, which takes long and has its unit tests, finds nothing new. */
	if (size >= 8 && memcmp(data, "RSD PTR ", 8) == 0 &&
	    acpi_find_root(&view, &boot, &root) == 0)
		acpi_read(&view, &root, &machine);
	check(&machine);

	if (size >= sizeof(struct acpi_header))
		read_single(&(struct acpi_table){ &view, data, (uint32_t)size }, &machine);
	memory_close(&memory);
	free(copy);
	return 0;
}

/* Whole sets of tables, then single ones. */
size_t
fuzz_seed(unsigned index, uint8_t *to)
{
	static struct tables tables;
	struct bytes *bytes = &tables.bytes;
	size_t from = 0;

	switch (index) {
	case 0:
		sample_acpi(&tables, 0);
		break;
	case 1:
		sample_mptable(bytes);
		break;
	default:
		sample_acpi(&tables, 2);
		const size_t starts[] = { 0,           tables.dsdt, tables.fadt,
					  tables.madt, tables.hpet, tables.mcfg };
		if (index - 2 >= sizeof(starts) / sizeof(starts[0]))
			return 0;
		from = starts[index - 2];
	}
	memcpy(to, bytes->data + from, bytes->size - from);
	return bytes->size - from;
}
