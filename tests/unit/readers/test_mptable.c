/*
 * The reader of MP tables on tables built by hand.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <i386/platform/mptable.h>

#include "tables.h"
#include "unit.h"

static struct bytes table;
static struct machine machine;

static uint16_t ebda_segment = 0x9FC0, base_memory_kib = 639;

static int
read_at(uint64_t base)
{
	struct memory memory = { 0 };
	struct physical_view view = memory_view(&memory);
	int result;

	memory_add(&memory, 0x40E, &ebda_segment, 2);
	memory_add(&memory, 0x413, &base_memory_kib, 2);
	memory_add(&memory, base, table.data, table.size);
	machine_init(&machine);
	result = mptable_read(&view, &machine);
	memory_close(&memory);
	return result;
}

TEST("CPUs, I/O APIC, interrupts and NMI are found")
{
	sample_mptable(&table);
	CHECK_EQ(read_at(TABLES_BASE), 0);
	CHECK_EQ(machine.cpu_count, 2);
	CHECK_EQ(machine.cpus[0].apic_id, 0);
	CHECK_EQ(machine.cpus[1].apic_id, 4);
	CHECK_EQ(machine.cpus[1].uid, 4);
	CHECK_EQ(machine.local_apic_address, 0xFEE00000);
	CHECK_EQ(machine.io_apic_count, 1);
	CHECK_EQ(machine.io_apics[0].id, 8);
	CHECK_EQ(machine.io_apics[0].address, 0xFEC00000);
	CHECK_EQ(machine.io_apics[0].first_gsi, 0);
	CHECK_EQ(machine.override_count, 2);
	CHECK_EQ(machine.overrides[0].irq, 0);
	CHECK_EQ(machine.overrides[0].gsi, 2);
	CHECK(!machine.overrides[0].active_low && !machine.overrides[0].level_triggered);
	CHECK_EQ(machine.overrides[1].irq, 11);
	CHECK(machine.overrides[1].active_low && machine.overrides[1].level_triggered);
	CHECK_EQ(machine.nmi_count, 1);
	CHECK_EQ(machine.nmis[0].cpu_uid, MACHINE_EVERY_CPU);
	CHECK_EQ(machine.nmis[0].lint, 1);
	CHECK(machine.has_8259 && machine.has_imcr);
}

TEST("The pointer is found in each of its three places and nowhere else")
{
	static const struct {
		uint64_t base;
		int result;
	} places[] = {
		{ 0x9FC00, 0 }, /* extended BIOS data */
		{ 0x9FC00 + 1024 - 16, 0 },
		{ 0x9FC00 - 16, 0 }, /* end of base memory */
		{ 0xF0000, 0 },
		{ 0xFFFF0, 0 },
		{ 0x9FC08, -E_NOT_FOUND }, /* not at a paragraph */
		{ 0xE0000, -E_NOT_FOUND },
	};

	for (unsigned i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		sample_mptable(&table);
		patch(&table, 4, places[i].base + 16, 4);
		fix_sum(&table, 0, 16, 10);
		CHECK_EQ(read_at(places[i].base), places[i].result);
		CHECK_EQ(machine.cpu_count, places[i].result == 0 ? 2 : 0);
	}
}

TEST("The end of base memory is believed from 512 to 640 KiB, else it is at 640")
{
	static const struct {
		uint16_t told_kib, end_kib;
	} cases[] = {
		{ 512, 512 }, { 600, 600 }, { 640, 640 }, { 0, 640 }, { 511, 640 }, { 641, 640 },
	};

	ebda_segment = 0;
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint64_t base = cases[i].end_kib * 1024ull - 16;

		sample_mptable(&table);
		patch(&table, 4, base + 16, 4);
		fix_sum(&table, 0, 16, 10);
		base_memory_kib = cases[i].told_kib;
		CHECK_EQ(read_at(base), 0);
	}
	base_memory_kib = 639;
	ebda_segment = 0x9FC0;
}

TEST("Default configurations have two CPUs and an I/O APIC, one of them no timer on it")
{
	for (unsigned number = 1; number <= 8; number++) {
		sample_mptable(&table);
		table.size = 16;
		patch(&table, 4, 0, 4);
		patch(&table, 11, number, 1);
		patch(&table, 12, 0, 1);
		fix_sum(&table, 0, 16, 10);
		CHECK_EQ(read_at(TABLES_BASE), number <= 7 ? 0 : -E_NOT_FOUND);
		if (number == 8)
			break;
		CHECK_EQ(machine.cpu_count, 2);
		CHECK_EQ(machine.cpus[1].apic_id, 1);
		CHECK_EQ(machine.io_apic_count, 1);
		CHECK_EQ(machine.io_apics[0].address, 0xFEC00000);
		CHECK_EQ(machine.override_count, number == 2 ? 0 : 1);
		CHECK(!machine.has_imcr);
	}
}

TEST("A second I/O APIC's inputs get numbers of their own")
{
	sample_mptable(&table);
	put(&table, "\2\x09\x11\x01\0\0\xC1\xFE", 8);
	put(&table, "\3\0\0\0\7\5\x09\x04", 8);
	patch(&table, 16 + 4, SAMPLE_MPTABLE_SIZE + 16, 2);
	patch(&table, 16 + 34, 15, 2);
	fix_sum(&table, 16, SAMPLE_MPTABLE_SIZE + 16, 16 + 7);
	CHECK_EQ(read_at(TABLES_BASE), 0);
	CHECK_EQ(machine.io_apic_count, 2);
	CHECK_EQ(machine.io_apics[1].first_gsi, 256);
	CHECK_EQ(machine.override_count, 3);
	CHECK_EQ(machine.overrides[2].irq, 5);
	CHECK_EQ(machine.overrides[2].gsi, 256 + 4);
}

TEST("A pointer or table of impossible size is refused although its sum is right")
{
	sample_mptable(&table);
	patch(&table, 8, 2, 1);
	fix_sum(&table, 0, 16, 10);
	CHECK_EQ(read_at(TABLES_BASE), -E_NOT_FOUND);

	sample_mptable(&table);
	patch(&table, 16 + 4, 43, 2);
	fix_sum(&table, 16, 43, 16 + 7);
	CHECK_EQ(read_at(TABLES_BASE), -E_NOT_FOUND);
}

TEST("An I/O APIC that is switched off does not count")
{
	const size_t io_apic = 16 + 44 + 3 * 20 + 2 * 8;

	sample_mptable(&table);
	CHECK_EQ(table.data[io_apic], 2);
	patch(&table, io_apic + 3, 0, 1);
	fix_sum(&table, 16, SAMPLE_MPTABLE_SIZE, 16 + 7);
	CHECK_EQ(read_at(TABLES_BASE), 0);
	CHECK_EQ(machine.io_apic_count, 0);
	CHECK_EQ(machine.override_count, 0);
}

TEST("A damaged table leaves the machine as it was")
{
	sample_mptable(&table);
	for (size_t at = 0; at < table.size; at++) {
		for (unsigned bit = 0; bit < 8; bit++) {
			table.data[at] ^= 1 << bit;
			CHECK_EQ(read_at(TABLES_BASE), -E_NOT_FOUND);
			CHECK_EQ(machine.cpu_count + machine.io_apic_count, 0);
			table.data[at] ^= 1 << bit;
		}
	}
}

TEST("A table cut off anywhere is refused")
{
	sample_mptable(&table);
	while (table.size-- > 0)
		CHECK_EQ(read_at(TABLES_BASE), -E_NOT_FOUND);
}

TEST("A table with any byte changed and the checksum made good stays in bounds")
{
	sample_mptable(&table);
	for (size_t at = 16; at < table.size; at++) {
		uint8_t good = table.data[at];

		for (unsigned value = 0; value < 256; value++) {
			table.data[at] = (uint8_t)value;
			fix_sum(&table, 16, SAMPLE_MPTABLE_SIZE, 16 + 7);
			read_at(TABLES_BASE);
			CHECK(machine.cpu_count <= 4 && machine.io_apic_count <= 2);
			CHECK(machine.override_count <= 4 && machine.nmi_count <= 2);
		}
		table.data[at] = good;
	}
}
