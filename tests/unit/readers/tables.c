/*
 * Firmware tables for tests; see tables.h.
 *
 * SPDX-License-Identifier: MIT
 */
#include "tables.h"

void
fix_sum(struct bytes *bytes, size_t start, size_t size, size_t checksum)
{
	uint8_t sum = 0;

	bytes->data[checksum] = 0;
	for (size_t i = 0; i < size; i++)
		sum += bytes->data[start + i];
	bytes->data[checksum] = -sum;
}

size_t
begin_table(struct bytes *bytes, const char *signature, unsigned revision)
{
	size_t table = bytes->size;

	put(bytes, signature, 4);
	put32(bytes, 0);
	put8(bytes, revision);
	put8(bytes, 0);
	put(bytes, "OEMID OEMTABLE", 14);
	put32(bytes, 1);
	put(bytes, "MAKE", 4);
	put32(bytes, 1);
	return table;
}

void
end_table(struct bytes *bytes, size_t table)
{
	size_t size = bytes->size - table;

	patch(bytes, table + 4, size, 4);
	fix_sum(bytes, table, size, table + 9);
}

static void
put_address(struct bytes *bytes, unsigned space, uint64_t address)
{
	put8(bytes, space);
	put8(bytes, 32);
	put8(bytes, 0);
	put8(bytes, 3);
	put64(bytes, address);
}

static void
put_local_apic(struct bytes *bytes, unsigned uid, unsigned apic_id, unsigned flags)
{
	put8(bytes, 0);
	put8(bytes, 8);
	put8(bytes, uid);
	put8(bytes, apic_id);
	put32(bytes, flags);
}

static void
put_io_apic(struct bytes *bytes, unsigned id, uint32_t address, unsigned first_gsi)
{
	put8(bytes, 1);
	put8(bytes, 12);
	put8(bytes, id);
	put8(bytes, 0);
	put32(bytes, address);
	put32(bytes, first_gsi);
}

static void
put_override(struct bytes *bytes, unsigned irq, unsigned gsi, unsigned flags)
{
	put8(bytes, 2);
	put8(bytes, 10);
	put8(bytes, 0);
	put8(bytes, irq);
	put32(bytes, gsi);
	put16(bytes, flags);
}

static void
put_madt(struct tables *tables)
{
	struct bytes *bytes = &tables->bytes;

	tables->madt = begin_table(bytes, "APIC", 3);
	put32(bytes, 0xFEE00000);
	put32(bytes, 1);
	put_local_apic(bytes, 10, 0, 1);
	put_local_apic(bytes, 11, 2, 1);
	put_local_apic(bytes, 12, 4, 3);
	put_local_apic(bytes, 13, 6, 0);
	put_local_apic(bytes, 14, 8, 2);
	put_local_apic(bytes, 15, 2, 1); /* again */
	put_io_apic(bytes, 2, 0xFEC00000, 0);
	put_io_apic(bytes, 3, 0xFEC10000, 24);
	put_override(bytes, 0, 2, 0);
	put_override(bytes, 9, 9, 0xF);
	put(bytes, "\x04\x06\xFF\x05\x00\x01", 6); /* LINT1 of every CPU */
	put8(bytes, 0x7F);                         /* a type from the future */
	put8(bytes, 3);
	put8(bytes, 0);
	put8(bytes, 9);
	put8(bytes, 16);
	put16(bytes, 0);
	put32(bytes, 300);
	put32(bytes, 1);
	put32(bytes, 300);
	end_table(bytes, tables->madt);
}

static void
put_dsdt(struct tables *tables)
{
	struct bytes *bytes = &tables->bytes;

	tables->dsdt = begin_table(bytes, "DSDT", 1);
	put(bytes, "\x10\x20_S5_ not here", 16); /* a use of the name, not its definition */
	put8(bytes, 0x08);
	put(bytes, "_S5_\x12\x08\x04\x0A", 8);
	put8(bytes, SAMPLE_S5_A);
	put8(bytes, 0x0A);
	put8(bytes, SAMPLE_S5_B);
	put16(bytes, 0);
	end_table(bytes, tables->dsdt);
}

static void
put_fadt(struct tables *tables, unsigned revision)
{
	struct bytes *bytes = &tables->bytes;
	size_t fadt = begin_table(bytes, "FACP", revision >= 2 ? 4 : 1);

	tables->fadt = fadt;
	put_zeroes(bytes, (revision >= 2 ? 244 : 116) - 36);
	patch(bytes, fadt + 40, TABLES_BASE + tables->dsdt, 4);
	patch(bytes, fadt + 46, 9, 2);
	patch(bytes, fadt + 48, 0xB2, 4);
	patch(bytes, fadt + 52, 0xF1, 1);
	patch(bytes, fadt + 64, 0x604, 4);
	patch(bytes, fadt + 76, 0x608, 4);
	patch(bytes, fadt + 108, 0x32, 1);
	if (revision >= 2) {
		patch(bytes, fadt + 109, 1 << 1, 2);
		patch(bytes, fadt + 112, 1 << 8 | 1 << 10, 4);
		patch(bytes, fadt + 116, 1, 1);
		patch(bytes, fadt + 120, 0xCF9, 8);
		patch(bytes, fadt + 128, 6, 1);
		patch(bytes, fadt + 140, TABLES_BASE + tables->dsdt, 8);
		patch(bytes, fadt + 208, 0, 1);
		patch(bytes, fadt + 212, 0xFED80808, 8);
	}
	end_table(bytes, fadt);
}

void
sample_acpi(struct tables *tables, unsigned revision)
{
	const size_t *const all[] = { &tables->hpet, &tables->fadt, &tables->madt, &tables->mcfg };
	struct bytes *bytes = &tables->bytes;

	memset(tables, 0, sizeof(*tables));
	put(bytes, "RSD PTR \0OEMID ", 15);
	put8(bytes, revision);
	put_zeroes(bytes, 20);
	align(bytes, 16);

	put_dsdt(tables);
	put_fadt(tables, revision);
	put_madt(tables);
	tables->hpet = begin_table(bytes, "HPET", 1);
	put32(bytes, 0x8086A201);
	put_address(bytes, 0, 0xFED00000);
	put_zeroes(bytes, 4);
	end_table(bytes, tables->hpet);
	tables->mcfg = begin_table(bytes, "MCFG", 1);
	put64(bytes, 0);
	put64(bytes, 0xE0000000); /* of another segment */
	put32(bytes, 1 | 0xFFu << 24);
	put32(bytes, 0);
	put64(bytes, 0xB0000000);
	put32(bytes, 0 | 0x3Fu << 24);
	put32(bytes, 0);
	end_table(bytes, tables->mcfg);

	tables->rsdt = begin_table(bytes, "RSDT", 1);
	put32(bytes, 0);
	for (unsigned i = 0; i < 4; i++)
		put32(bytes, TABLES_BASE + *all[i]);
	end_table(bytes, tables->rsdt);
	patch(bytes, 16, TABLES_BASE + tables->rsdt, 4);
	if (revision >= 2) {
		tables->xsdt = begin_table(bytes, "XSDT", 1);
		for (unsigned i = 0; i < 4; i++)
			put64(bytes, TABLES_BASE + *all[i]);
		end_table(bytes, tables->xsdt);
		patch(bytes, 20, 36, 4);
		patch(bytes, 24, TABLES_BASE + tables->xsdt, 8);
	}
	fix_sum(bytes, 0, 20, 8);
	if (revision >= 2)
		fix_sum(bytes, 0, 36, 32);
}

static void
put_processor(struct bytes *bytes, unsigned apic_id, unsigned flags)
{
	put8(bytes, 0);
	put8(bytes, apic_id);
	put8(bytes, 0x14);
	put8(bytes, flags);
	put_zeroes(bytes, 16);
}

static void
put_interrupt(struct bytes *bytes, unsigned type, unsigned kind, unsigned flags, unsigned bus,
	      unsigned irq, unsigned apic_id, unsigned input)
{
	put8(bytes, type);
	put8(bytes, kind);
	put16(bytes, flags);
	put8(bytes, bus);
	put8(bytes, irq);
	put8(bytes, apic_id);
	put8(bytes, input);
}

void
sample_mptable(struct bytes *bytes)
{
	bytes->size = 0;
	put(bytes, "_MP_", 4);
	put32(bytes, TABLES_BASE + 16);
	put8(bytes, 1);
	put8(bytes, 4);
	put_zeroes(bytes, 2);
	put32(bytes, 0x80);
	fix_sum(bytes, 0, 16, 10);

	put(bytes, "PCMP", 4);
	put16(bytes, SAMPLE_MPTABLE_SIZE);
	put16(bytes, 4);
	put(bytes, "OEM     PRODUCT     ", 20);
	put_zeroes(bytes, 6);
	put16(bytes, 13);
	put32(bytes, 0xFEE00000);
	put32(bytes, 0);
	put_processor(bytes, 0, 3);
	put_processor(bytes, 1, 0);
	put_processor(bytes, 4, 1);
	put(bytes, "\1\0PCI   ", 8);
	put(bytes, "\1\7ISA   ", 8);
	put(bytes, "\2\x08\x11\x01\0\0\xC0\xFE", 8);
	put_interrupt(bytes, 3, 0, 0, 0, 1, 8, 17); /* of PCI */
	put_interrupt(bytes, 3, 3, 0, 7, 0, 8, 5);  /* the 8259s */
	put_interrupt(bytes, 3, 0, 0, 7, 1, 8, 1);  /* as it should be */
	put_interrupt(bytes, 3, 0, 0, 7, 0, 8, 2);
	put_interrupt(bytes, 3, 0, 0xF, 7, 11, 8, 11);
	put_interrupt(bytes, 4, 3, 0, 7, 0, 0, 0); /* the 8259s again */
	put_interrupt(bytes, 4, 1, 0, 7, 0, 0xFF, 1);
	fix_sum(bytes, 16, SAMPLE_MPTABLE_SIZE, 16 + 7);
}
