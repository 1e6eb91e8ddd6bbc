/*
 * The reader of ACPI tables on tables built by hand: what it finds, what it
 * passes over, and that it survives every kind of damage.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <i386/platform/acpi.h>

#include "tables.h"
#include "unit.h"

static struct tables tables;
static struct machine machine;
static struct boot_info boot;
static struct acpi_root root;

/* Finds and reads what is in tables; acpi_read's result, or that of the search. */
static int
read_tables(void)
{
	struct memory memory = { 0 };
	struct physical_view view = memory_view(&memory);
	int result;

	memory_add(&memory, TABLES_BASE, tables.bytes.data, tables.bytes.size);
	machine_init(&machine);
	result = acpi_find_root(&view, &boot, &root);
	if (result == 0)
		result = acpi_read(&view, &root, &machine);
	memory_close(&memory);
	return result;
}

/* What must hold of the machine however damaged the tables are. */
static void
check_sane(void)
{
	CHECK(machine.cpu_count <= MACHINE_CPUS);
	CHECK(machine.io_apic_count <= MACHINE_IO_APICS);
	CHECK(machine.override_count <= MACHINE_OVERRIDES);
	CHECK(machine.nmi_count <= MACHINE_NMIS);
	CHECK(machine.local_apic_address != 0);
	for (unsigned i = 0; i < machine.override_count; i++)
		CHECK(machine.overrides[i].irq < 16);
	for (unsigned i = 0; i < machine.nmi_count; i++)
		CHECK(machine.nmis[i].lint <= 1);
	CHECK(machine.s5_type_a <= 7 && machine.s5_type_b <= 7);
	CHECK(machine.pm_timer.space != MACHINE_PORT || machine.pm_timer.address <= 0xFFFF);
}

static void
check_contents(unsigned revision)
{
	static const struct machine_cpu cpus[] = { { 0, 10 }, { 2, 11 }, { 4, 12 }, { 300, 300 } };

	CHECK_EQ(machine.cpu_count, 4);
	for (unsigned i = 0; i < 4; i++) {
		CHECK_EQ(machine.cpus[i].apic_id, cpus[i].apic_id);
		CHECK_EQ(machine.cpus[i].uid, cpus[i].uid);
	}
	CHECK_EQ(machine.local_apic_address, 0xFEE00000);
	CHECK_EQ(machine.io_apic_count, 2);
	CHECK_EQ(machine.io_apics[1].address, 0xFEC10000);
	CHECK_EQ(machine.io_apics[1].id, 3);
	CHECK_EQ(machine.io_apics[1].first_gsi, 24);
	CHECK_EQ(machine.override_count, 2);
	CHECK_EQ(machine.overrides[0].irq, 0);
	CHECK_EQ(machine.overrides[0].gsi, 2);
	CHECK(!machine.overrides[0].active_low && !machine.overrides[0].level_triggered);
	CHECK_EQ(machine.overrides[1].irq, 9);
	CHECK(machine.overrides[1].active_low && machine.overrides[1].level_triggered);
	CHECK_EQ(machine.nmi_count, 1);
	CHECK_EQ(machine.nmis[0].cpu_uid, MACHINE_EVERY_CPU);
	CHECK_EQ(machine.nmis[0].lint, 1);
	CHECK(!machine.nmis[0].active_low && !machine.nmis[0].level_triggered);
	CHECK(machine.has_8259 && !machine.has_imcr);

	CHECK(machine.has_fadt && machine.has_i8042);
	CHECK_EQ(machine.sci_irq, 9);
	CHECK_EQ(machine.century_index, 0x32);
	CHECK_EQ(machine.smi_command_port, 0xB2);
	CHECK_EQ(machine.acpi_enable_value, 0xF1);
	CHECK_EQ(machine.pm1a_control.space, MACHINE_PORT);
	CHECK_EQ(machine.pm1a_control.address, 0x604);
	CHECK_EQ(machine.pm1b_control.address, 0);
	CHECK_EQ(machine.pm_timer.space, revision >= 2 ? MACHINE_MEMORY : MACHINE_PORT);
	CHECK_EQ(machine.pm_timer.address, revision >= 2 ? 0xFED80808 : 0x608);
	CHECK_EQ(machine.pm_timer_32_bits, revision >= 2);
	CHECK_EQ(machine.reset.address, revision >= 2 ? 0xCF9 : 0);
	CHECK_EQ(machine.reset_value, revision >= 2 ? 6 : 0);
	CHECK(machine.has_s5);
	CHECK_EQ(machine.s5_type_a, SAMPLE_S5_A);
	CHECK_EQ(machine.s5_type_b, SAMPLE_S5_B);

	CHECK_EQ(machine.hpet_address, 0xFED00000);
	CHECK_EQ(machine.pci_config_base, 0xB0000000);
	CHECK_EQ(machine.pci_last_bus, 0x3F);
	check_sane();
}

TEST("Tables of ACPI 1.0 are found in BIOS memory and read by the RSDT")
{
	sample_acpi(&tables, 0);
	CHECK_EQ(read_tables(), 0);
	CHECK_EQ(root.xsdt, 0);
	check_contents(0);
}

TEST("Tables of ACPI 2.0 are read by the XSDT, whose list wins over the RSDT's")
{
	sample_acpi(&tables, 2);
	patch(&tables.bytes, tables.rsdt + 36 + 4, 0, 8);
	fix_sum(&tables.bytes, tables.rsdt, 36 + 20, tables.rsdt + 9);
	CHECK_EQ(read_tables(), 0);
	CHECK_EQ(root.xsdt, TABLES_BASE + tables.xsdt);
	check_contents(2);
}

TEST("With the XSDT or the newer part of the root pointer damaged the RSDT serves")
{
	sample_acpi(&tables, 2);
	tables.bytes.data[tables.xsdt + 20] ^= 1;
	CHECK_EQ(read_tables(), 0);
	check_contents(2);
	sample_acpi(&tables, 2);
	tables.bytes.data[33] ^= 1;
	CHECK_EQ(read_tables(), 0);
	CHECK_EQ(root.xsdt, 0);
	check_contents(2);
}

TEST("The loader's copy of the root pointer comes first, a damaged one falls back on BIOS memory")
{
	sample_acpi(&tables, 2);
	memcpy(boot.rsdp, tables.bytes.data, 36);
	boot.rsdp_size_bytes = 36;
	memset(tables.bytes.data, 0, 36);
	CHECK_EQ(read_tables(), 0);
	check_contents(2);

	boot.rsdp_size_bytes = 20; /* as an old tag would cut it off */
	CHECK_EQ(read_tables(), 0);
	CHECK_EQ(root.xsdt, 0);

	boot.rsdp_size_bytes = 19;
	CHECK_EQ(read_tables(), -E_NOT_FOUND);

	sample_acpi(&tables, 2);
	boot.rsdp_size_bytes = 36;
	boot.rsdp[9] ^= 1;
	CHECK_EQ(read_tables(), 0);
	CHECK_EQ(root.xsdt, TABLES_BASE + tables.xsdt);
	boot.rsdp_size_bytes = 0;
}

TEST("The root pointer is found in the extended BIOS data, unless its segment is nonsense")
{
	static const uint16_t nonsense[] = { 0, 0x40, 0x7FFF, 0x9FD0, 0xA000, 0xDFC0 };
	struct memory memory = { 0 };
	struct physical_view view = memory_view(&memory);
	uint16_t segment = 0x9FC0;

	sample_acpi(&tables, 0);
	memory_add(&memory, 0x40E, &segment, 2);
	memory_add(&memory, 0x9FC00 + 48, tables.bytes.data, 36);
	CHECK_EQ(acpi_find_root(&view, &boot, &root), 0);
	CHECK_EQ(root.rsdt, TABLES_BASE + tables.rsdt);
	for (unsigned i = 0; i < sizeof(nonsense) / sizeof(nonsense[0]); i++) {
		segment = nonsense[i];
		memory.region_count = 1;
		memory_add(&memory, segment * 16ull, tables.bytes.data, 36);
		CHECK_EQ(acpi_find_root(&view, &boot, &root), -E_NOT_FOUND);
	}
	memory_close(&memory);
}

TEST("A root pointer of wrong checksum is passed over for a good one behind it")
{
	struct memory memory = { 0 };
	struct physical_view view = memory_view(&memory);
	uint8_t bios[128] = { 0 };

	sample_acpi(&tables, 0);
	memcpy(bios + 16, tables.bytes.data, 36);
	bios[16 + 16] ^= 1; /* where the RSDT is */
	memcpy(bios + 96, tables.bytes.data, 20);
	memory_add(&memory, 0x100000 - sizeof(bios), bios, sizeof(bios) - 12);
	CHECK_EQ(acpi_find_root(&view, &boot, &root), 0);
	CHECK_EQ(root.rsdt, TABLES_BASE + tables.rsdt);
	memory_close(&memory);
}

TEST("A damaged table is passed over, the others are read")
{
	sample_acpi(&tables, 2);
	tables.bytes.data[tables.madt + 50] ^= 0x10;
	CHECK_EQ(read_tables(), 0);
	CHECK_EQ(machine.cpu_count, 0);
	CHECK(machine.has_fadt && machine.has_s5);
	CHECK_EQ(machine.hpet_address, 0xFED00000);

	sample_acpi(&tables, 2);
	tables.bytes.data[tables.dsdt + 40] ^= 0x10;
	CHECK_EQ(read_tables(), 0);
	CHECK_EQ(machine.cpu_count, 4);
	CHECK(machine.has_fadt && !machine.has_s5);
}

TEST("Tables of impossible length are passed over")
{
	static const uint32_t sizes[] = { 0, 35, 0x7FFFFFFF, 0xFFFFFFFF };

	for (unsigned i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		sample_acpi(&tables, 2);
		patch(&tables.bytes, tables.madt + 4, sizes[i], 4);
		CHECK_EQ(read_tables(), 0);
		CHECK_EQ(machine.cpu_count, 0);
		patch(&tables.bytes, tables.xsdt + 4, sizes[i], 4);
		patch(&tables.bytes, tables.rsdt + 4, sizes[i], 4);
		CHECK_EQ(read_tables(), -E_NOT_FOUND);
	}
}

TEST("A list too short for its own header, or of another signature, is passed over")
{
	sample_acpi(&tables, 2);
	patch(&tables.bytes, tables.rsdt + 36 + 4, 0, 8); /* without two of the tables */
	fix_sum(&tables.bytes, tables.rsdt, 36 + 20, tables.rsdt + 9);
	patch(&tables.bytes, tables.xsdt + 4, 35, 4);
	fix_sum(&tables.bytes, tables.xsdt, 35, tables.xsdt + 9);
	CHECK_EQ(read_tables(), 0);
	CHECK_EQ(machine.hpet_address, 0);
	CHECK_EQ(machine.cpu_count, 4);

	patch(&tables.bytes, tables.xsdt, 'Y', 1);
	patch(&tables.bytes, tables.xsdt + 4, 36 + 4 * 8, 4);
	fix_sum(&tables.bytes, tables.xsdt, 36 + 4 * 8, tables.xsdt + 9);
	CHECK_EQ(read_tables(), 0);
	CHECK_EQ(machine.hpet_address, 0);
	CHECK_EQ(machine.cpu_count, 4);
}

TEST("Of two tables of the same kind the first good one counts")
{
	struct bytes *bytes = &tables.bytes;
	size_t second;

	sample_acpi(&tables, 2);
	second = begin_table(bytes, "HPET", 1);
	put32(bytes, 0);
	put32(bytes, 0);
	put64(bytes, 0xFED80000);
	end_table(bytes, second);
	patch(bytes, tables.xsdt + 36 + 3 * 8, TABLES_BASE + second, 8);
	fix_sum(bytes, tables.xsdt, 36 + 4 * 8, tables.xsdt + 9);
	CHECK_EQ(read_tables(), 0);
	CHECK_EQ(machine.hpet_address, 0xFED00000);
	bytes->data[tables.hpet + 9] ^= 1;
	CHECK_EQ(read_tables(), 0);
	CHECK_EQ(machine.hpet_address, 0xFED80000);
}

TEST("An MADT that ends within its fixed part, or within an entry, is read no further")
{
	for (unsigned size = 36; size <= 44 + 8; size++) {
		struct acpi_table madt = { .size_bytes = size };
		uint8_t *bytes = malloc(size);

		sample_acpi(&tables, 2);
		memcpy(bytes, tables.bytes.data + tables.madt, size);
		if (size > 44 + 1)
			bytes[44 + 1] = (uint8_t)(size - 44);
		madt.bytes = bytes;
		machine_init(&machine);
		acpi_read_madt(&madt, &machine);
		CHECK_EQ(machine.cpu_count, size < 44 + 8 ? 0 : 1);
		free(bytes);
	}
}

TEST("MADT entries of impossible length end the list")
{
	for (unsigned size = 0; size < 2; size++) {
		sample_acpi(&tables, 2);
		patch(&tables.bytes, tables.madt + 44 + 8 + 1, size, 1);
		fix_sum(&tables.bytes, tables.madt, tables.hpet - tables.madt, tables.madt + 9);
		CHECK_EQ(read_tables(), 0);
		CHECK_EQ(machine.cpu_count, 1);
	}
}

TEST("The local APIC's address is taken from its 64-bit override, and 0 from nowhere")
{
	static struct bytes bytes;
	struct acpi_table madt = { .bytes = bytes.data };

	begin_table(&bytes, "APIC", 3);
	put32(&bytes, 0xFEE10000);
	put32(&bytes, 0);
	put32(&bytes, 5 | 12 << 8);
	put64(&bytes, 0x123450000);

	madt.size_bytes = (uint32_t)bytes.size;
	machine_init(&machine);
	acpi_read_madt(&madt, &machine);
	CHECK_EQ(machine.local_apic_address, 0x123450000);
	CHECK(!machine.has_8259);

	patch(&bytes, 48, 0, 8);
	acpi_read_madt(&madt, &machine);
	CHECK_EQ(machine.local_apic_address, 0xFEE10000);

	patch(&bytes, 36, 0, 4);
	machine_init(&machine);
	acpi_read_madt(&madt, &machine);
	CHECK_EQ(machine.local_apic_address, 0xFEE00000);
}

TEST("More CPUs than there is room for are counted")
{
	static struct bytes bytes;
	struct acpi_table madt = { .bytes = bytes.data };

	begin_table(&bytes, "APIC", 3);
	put64(&bytes, 0);
	for (unsigned i = 0; i < MACHINE_CPUS + 3; i++) {
		put32(&bytes, 9 | 16 << 8);
		put32(&bytes, i * 2);
		put32(&bytes, 1);
		put32(&bytes, i);
	}
	madt.size_bytes = (uint32_t)bytes.size;
	machine_init(&machine);
	acpi_read_madt(&madt, &machine);
	CHECK_EQ(machine.cpu_count, MACHINE_CPUS);
	CHECK_EQ(machine.cpus_dropped, 3);
	CHECK_EQ(machine.cpus[MACHINE_CPUS - 1].apic_id, (MACHINE_CPUS - 1) * 2);
}

TEST("NMI entries are kept for both inputs of every CPU, and no others")
{
	static struct bytes bytes;
	struct acpi_table madt = { .bytes = bytes.data };

	begin_table(&bytes, "APIC", 3);
	put64(&bytes, 0);
	for (unsigned i = 0; i < 3 * MACHINE_CPUS; i++) {
		put32(&bytes, 10 | 12 << 8);
		put32(&bytes, i / 3);
		put32(&bytes, i % 3);
	}
	madt.size_bytes = (uint32_t)bytes.size;
	machine_init(&machine);
	acpi_read_madt(&madt, &machine);
	CHECK_EQ(machine.nmi_count, 2 * MACHINE_CPUS);
	for (unsigned i = 0; i < machine.nmi_count; i++)
		CHECK(machine.nmis[i].cpu_uid == i / 2 && machine.nmis[i].lint == i % 2);
}

TEST("An FADT whose register is nowhere sensible gives the older field's, or none")
{
	static const struct {
		uint8_t space;
		uint64_t wide;
		uint32_t narrow;
		enum machine_space chosen_space;
		uint64_t chosen;
	} cases[] = {
		{ 1, 0x1804, 0x604, MACHINE_PORT, 0x1804 },
		{ 1, 0x11804, 0x604, MACHINE_PORT, 0x604 },
		{ 2, 0x1804, 0x604, MACHINE_PORT, 0x604 },
		{ 0x7F, 0x1804, 0x604, MACHINE_PORT, 0x604 },
		{ 1, 0, 0x604, MACHINE_PORT, 0x604 },
		{ 1, 0, 0x10604, MACHINE_MEMORY, 0 },
		{ 0, 0x1FED80808, 0, MACHINE_MEMORY, 0x1FED80808 },
	};

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		sample_acpi(&tables, 2);
		patch(&tables.bytes, tables.fadt + 64, cases[i].narrow, 4);
		patch(&tables.bytes, tables.fadt + 172, cases[i].space, 1);
		patch(&tables.bytes, tables.fadt + 176, cases[i].wide, 8);
		fix_sum(&tables.bytes, tables.fadt, 244, tables.fadt + 9);
		CHECK_EQ(read_tables(), 0);
		CHECK_EQ(machine.pm1a_control.space, cases[i].chosen_space);
		CHECK_EQ(machine.pm1a_control.address, cases[i].chosen);
	}
}

/* Reads the sample with size bytes at offset of the table at start replaced. */
static void
read_changed(size_t start, size_t end, size_t offset, uint64_t value, size_t size)
{
	patch(&tables.bytes, start + offset, value, size);
	fix_sum(&tables.bytes, start, end - start, start + 9);
	CHECK_EQ(read_tables(), 0);
}

TEST("What a table offers without the flag, type or order that goes with it is not taken")
{
	sample_acpi(&tables, 2);
	read_changed(tables.fadt, tables.fadt + 244, 112, 0, 4);
	CHECK_EQ(machine.reset.address, 0);
	read_changed(tables.fadt, tables.fadt + 244, 48, 0x100B2, 4);
	CHECK_EQ(machine.smi_command_port, 0);
	CHECK_EQ(machine.acpi_enable_value, 0);
	read_changed(tables.dsdt, tables.fadt, 0, 'S', 1);
	CHECK(machine.has_fadt && !machine.has_s5);
	read_changed(tables.hpet, tables.mcfg, 40, MACHINE_PORT, 1);
	CHECK_EQ(machine.hpet_address, 0);
	read_changed(tables.mcfg, tables.rsdt, 44 + 16 + 10, 0x40, 1);
	CHECK_EQ(machine.pci_config_base, 0);
}

TEST("The keyboard controller is believed in unless a new enough FADT denies it")
{
	for (unsigned revision = 1; revision <= 4; revision++) {
		sample_acpi(&tables, 2);
		patch(&tables.bytes, tables.fadt + 8, revision, 1);
		patch(&tables.bytes, tables.fadt + 109, 0, 2);
		fix_sum(&tables.bytes, tables.fadt, 244, tables.fadt + 9);
		CHECK_EQ(read_tables(), 0);
		CHECK_EQ(machine.has_i8042, revision < 2);
	}
}

TEST("Tables cut off anywhere, or with any byte changed, are read or passed over sanely")
{
	for (unsigned revision = 0; revision <= 2; revision += 2) {
		size_t whole;

		sample_acpi(&tables, revision);
		whole = tables.bytes.size;
		for (tables.bytes.size = 0; tables.bytes.size < whole; tables.bytes.size++) {
			read_tables();
			check_sane();
		}
		for (size_t at = 0; at < whole; at++) {
			for (unsigned bit = 0; bit < 8; bit++) {
				tables.bytes.data[at] ^= 1 << bit;
				read_tables();
				check_sane();
				tables.bytes.data[at] ^= 1 << bit;
			}
		}
	}
}

TEST("Tables with any byte changed and the checksum made good are read sanely")
{
	sample_acpi(&tables, 2);
	const struct {
		size_t start, size;
	} all[] = {
		{ tables.dsdt, tables.fadt - tables.dsdt },
		{ tables.fadt, 244 },
		{ tables.madt, tables.hpet - tables.madt },
		{ tables.hpet, tables.mcfg - tables.hpet },
		{ tables.mcfg, tables.rsdt - tables.mcfg },
		{ tables.xsdt, 36 + 4 * 8 },
	};

	for (unsigned i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		for (size_t at = all[i].start; at < all[i].start + all[i].size; at++) {
			uint8_t good = tables.bytes.data[at];

			for (unsigned bit = 0; bit < 8; bit++) {
				tables.bytes.data[at] = good ^ (1 << bit);
				fix_sum(&tables.bytes, all[i].start, all[i].size, all[i].start + 9);
				read_tables();
				check_sane();
			}
			tables.bytes.data[at] = good;
			fix_sum(&tables.bytes, all[i].start, all[i].size, all[i].start + 9);
		}
	}
	CHECK_EQ(read_tables(), 0);
	check_contents(2);
}
