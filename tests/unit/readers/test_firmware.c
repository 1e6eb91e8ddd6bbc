/*
 * The readers on what firmware really leaves in memory: SeaBIOS and OVMF on
 * QEMU 7.2, and Bochs 2.7's own, as kept in fixtures/ by fixtures/make.py.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <i386/platform/acpi.h>
#include <i386/platform/mptable.h>

#include "tables.h"
#include "unit.h"

FIXTURE(pc_4);
FIXTURE(pc_sockets);
FIXTURE(pc_no_acpi);
FIXTURE(q35_hotplug);
FIXTURE(ovmf_4);
FIXTURE(bochs_4);

static struct machine machine;
static struct boot_info boot;

/* Reads a whole machine, or its MP table alone. */
static void
read_fixture(const uint8_t *fixture, const uint8_t *end, bool only_mptable)
{
	struct memory memory = { 0 };
	struct physical_view view = memory_view(&memory);

	memory_add_fixture(&memory, fixture, end);
	if (only_mptable) {
		machine_init(&machine);
		CHECK_EQ(mptable_read(&view, &machine), 0);
	} else {
		machine_read(&machine, &view, &boot);
	}
	memory_close(&memory);
}

/* What must hold of the machine however damaged the tables are. */
static void
check_sane(void)
{
	CHECK(machine.cpu_count <= 4 && machine.cpus_dropped == 0);
	CHECK(machine.io_apic_count <= 1);
	CHECK(machine.override_count <= MACHINE_OVERRIDES);
	CHECK(machine.nmi_count <= MACHINE_NMIS);
	CHECK(machine.s5_type_a <= 7 && machine.s5_type_b <= 7);
	CHECK(machine.pm_timer.space != MACHINE_PORT || machine.pm_timer.address <= 0xFFFF);
}

/* Reads a fixture with each byte of its regions wrong in turn. */
static void
read_damaged(const uint8_t *fixture, const uint8_t *end, bool only_mptable)
{
	static uint8_t copy[16384];
	struct memory memory = { 0 };
	struct physical_view view = memory_view(&memory);
	const size_t size = (size_t)(end - fixture);

	CHECK(size <= sizeof(copy));
	memcpy(copy, fixture, size);
	memory_add_fixture(&memory, copy, copy + size);
	for (unsigned i = 0; i < memory.region_count; i++) {
		uint8_t *bytes = copy + (memory.regions[i].bytes - copy);

		for (size_t at = 0; at < memory.regions[i].size_bytes; at++) {
			bytes[at] ^= 0xFF;
			machine_init(&machine);
			if (only_mptable) {
				mptable_read(&view, &machine);
				CHECK(machine.cpu_count == 4 || machine.cpu_count == 0);
			} else {
				machine_read(&machine, &view, &boot);
				CHECK_EQ(machine.cpu_count, 4);
			}
			check_sane();
			bytes[at] ^= 0xFF;
		}
	}
	memory_close(&memory);
}

#define READ(name)         read_fixture(fixture_##name, fixture_##name##_end, false)
#define READ_MPTABLE(name) read_fixture(fixture_##name, fixture_##name##_end, true)

static void
check_cpus(const unsigned *apic_ids, unsigned count)
{
	CHECK_EQ(machine.cpu_count, count);
	for (unsigned i = 0; i < count && i < machine.cpu_count; i++)
		CHECK_EQ(machine.cpus[i].apic_id, apic_ids[i]);
}

/* The same on all of these PCs. */
static void
check_apics(void)
{
	CHECK_EQ(machine.local_apic_address, 0xFEE00000);
	CHECK_EQ(machine.io_apic_count, 1);
	CHECK_EQ(machine.io_apics[0].address, 0xFEC00000);
	CHECK_EQ(machine.io_apics[0].first_gsi, 0);
	CHECK(machine.override_count >= 1);
	CHECK_EQ(machine.overrides[0].irq, 0);
	CHECK_EQ(machine.overrides[0].gsi, 2);
	CHECK(!machine.overrides[0].active_low && !machine.overrides[0].level_triggered);
}

/* And on all of QEMU's. */
static void
check_interrupts(void)
{
	check_apics();
	CHECK_EQ(machine.nmi_count, 1);
	CHECK_EQ(machine.nmis[0].cpu_uid, MACHINE_EVERY_CPU);
	CHECK_EQ(machine.nmis[0].lint, 1);
	CHECK(machine.has_8259 && machine.has_i8042);
}

/* The power management of a 440FX board's PIIX4, whose ports firmware puts where it likes. */
static void
check_piix4(unsigned ports)
{
	CHECK_EQ(machine.sci_irq, 9);
	CHECK_EQ(machine.pm_timer.space, MACHINE_PORT);
	CHECK_EQ(machine.pm_timer.address, ports + 8);
	CHECK(!machine.pm_timer_32_bits);
	CHECK_EQ(machine.pm1a_control.address, ports + 4);
	CHECK_EQ(machine.pm1b_control.address, 0);
	CHECK_EQ(machine.smi_command_port, 0xB2);
	CHECK_EQ(machine.acpi_enable_value, 0xF1);
	CHECK_EQ(machine.reset.address, 0);
	CHECK(machine.has_s5);
	CHECK_EQ(machine.s5_type_a, 0);
	CHECK_EQ(machine.hpet_address, 0xFED00000);
	CHECK_EQ(machine.pci_config_base, 0);
}

TEST("SeaBIOS, 440FX, four CPUs")
{
	READ(pc_4);
	check_cpus((const unsigned[]){ 0, 1, 2, 3 }, 4);
	check_interrupts();
	CHECK_EQ(machine.override_count, 5);
	CHECK_EQ(machine.overrides[1].irq, 5);
	CHECK(!machine.overrides[1].active_low && machine.overrides[1].level_triggered);
	check_piix4(0x600);
	CHECK_EQ(machine.century_index, 0x32);
}

TEST("SeaBIOS, two sockets of three cores: APIC ids have a gap")
{
	READ(pc_sockets);
	check_cpus((const unsigned[]){ 0, 1, 2, 4, 5, 6 }, 6);
	check_interrupts();
	CHECK(machine.has_fadt && !machine.has_s5);
}

TEST("SeaBIOS, Q35, CPUs to be added later: they are left out")
{
	READ(q35_hotplug);
	check_cpus((const unsigned[]){ 0, 1 }, 2);
	check_interrupts();
	CHECK_EQ(machine.pm_timer.address, 0x608);
	CHECK_EQ(machine.pm1a_control.address, 0x604);
	CHECK_EQ(machine.reset.space, MACHINE_PORT);
	CHECK_EQ(machine.reset.address, 0xCF9);
	CHECK_EQ(machine.reset_value, 0xF);
	CHECK(machine.has_s5);
	CHECK_EQ(machine.s5_type_a, 0);
	CHECK_EQ(machine.pci_config_base, 0xB0000000);
	CHECK_EQ(machine.pci_first_bus, 0);
	CHECK_EQ(machine.pci_last_bus, 255);
}

TEST("OVMF, Q35: nothing in BIOS memory, all by the loader's root pointer and the XSDT")
{
	struct memory memory = { 0 };

	READ(ovmf_4);
	CHECK_EQ(machine.cpu_count, 0);
	CHECK(!machine.has_fadt);

	memory_add_fixture(&memory, fixture_ovmf_4, fixture_ovmf_4_end);
	for (unsigned i = 0; i < memory.region_count; i++)
		if (memcmp(memory.regions[i].bytes, "RSD PTR ", 8) == 0)
			memcpy(boot.rsdp, memory.regions[i].bytes, sizeof(boot.rsdp));
	boot.rsdp_size_bytes = sizeof(boot.rsdp);
	READ(ovmf_4);
	boot.rsdp_size_bytes = 0;
	check_cpus((const unsigned[]){ 0, 1, 2, 3 }, 4);
	check_interrupts();
	CHECK_EQ(machine.reset.address, 0xCF9);
	CHECK_EQ(machine.hpet_address, 0xFED00000);
	CHECK(machine.has_s5);
	CHECK(machine.pci_config_base != 0);
}

TEST("SeaBIOS without ACPI: the MP table lists a CPU for each socket")
{
	READ(pc_no_acpi);
	check_cpus((const unsigned[]){ 0, 1, 2, 3 }, 4);
	check_interrupts();
	CHECK(!machine.has_fadt);
}

TEST("SeaBIOS's MP table knows one CPU of four, which is why ACPI comes first")
{
	READ_MPTABLE(pc_4);
	check_cpus((const unsigned[]){ 0 }, 1);
	check_interrupts();
	READ_MPTABLE(pc_sockets);
	check_cpus((const unsigned[]){ 0, 4 }, 2);
}

/* By either kind of table: Bochs's BIOS lists no NMI, and of overrides the timer's only. */
static void
check_bochs(void)
{
	check_cpus((const unsigned[]){ 0, 1, 2, 3 }, 4);
	check_apics();
	CHECK_EQ(machine.io_apics[0].id, 4);
	CHECK_EQ(machine.override_count, 1);
	CHECK_EQ(machine.nmi_count, 0);
}

TEST("Bochs, four CPUs, by ACPI")
{
	READ(bochs_4);
	check_bochs();
	CHECK(machine.has_8259 && machine.has_i8042 && machine.has_fadt);
	check_piix4(0xB000);
	CHECK_EQ(machine.century_index, 0);
}

TEST("Bochs, four CPUs, by the MP table")
{
	READ_MPTABLE(bochs_4);
	check_bochs();
	CHECK(!machine.has_fadt && !machine.has_imcr);
}

TEST("Bochs's tables with any byte wrong are refused, and its CPUs found by the other kind")
{
	read_damaged(fixture_bochs_4, fixture_bochs_4_end, false);
	read_damaged(fixture_bochs_4, fixture_bochs_4_end, true);
}
