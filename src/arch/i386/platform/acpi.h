/*
 * ACPI tables: finding them, checking them, and what is read from each.
 *
 * A table that is out of reach, of impossible length or of wrong checksum is
 * passed over. Source: ACPI Specification 6.5, chapter 5.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_PLATFORM_ACPI_H
#define TINE_I386_PLATFORM_ACPI_H

#include <i386/platform/machine.h>
#include <kernel/bootinfo.h>
#include <kernel/physical_view.h>
#include <stdint.h>

#define ACPI_PACKED __attribute__((packed))

/* Where the two kinds of list of tables are; either may be 0. */
struct acpi_root {
	uint64_t xsdt; /* with 64-bit addresses */
	uint64_t rsdt;
};

/* What every table starts with. */
struct acpi_header {
	char signature[4];
	uint32_t size_bytes; /* header included */
	uint8_t revision;
	uint8_t checksum; /* makes the sum of all bytes 0 */
	char oem[6];
	char oem_table[8];
	uint32_t oem_revision;
	uint32_t creator;
	uint32_t creator_revision;
} ACPI_PACKED;

/* Generic address structure. */
struct acpi_address {
	uint8_t space; /* see enum machine_space */
	uint8_t bit_width;
	uint8_t bit_offset;
	uint8_t access_size;
	uint64_t address;
} ACPI_PACKED;

/* A whole table, checked, header included. */
struct acpi_table {
	const struct physical_view *view; /* its next use makes bytes invalid */
	const uint8_t *bytes;
	uint32_t size_bytes;
};

/*
 * Finds the root pointer: the loader's copy if there is a good one, else in BIOS memory.
 * 0, or -E_NOT_FOUND.
 */
int acpi_find_root(const struct physical_view *view, const struct boot_info *boot,
		   struct acpi_root *root);

/*
 * Reads all tables below root, of the same kind only the first, into *machine, which
 * machine_init() has prepared. 0, or -E_NOT_FOUND if there is no good list of tables.
 */
int acpi_read(const struct physical_view *view, const struct acpi_root *root,
	      struct machine *machine);

/* Maps and checks the table at physical, of any signature; false if it is no good. */
bool acpi_map(const struct physical_view *view, uint64_t physical, struct acpi_table *table);

/* Copies a table's bytes from offset (within it) on; what lies behind its end becomes 0. */
void acpi_copy(const struct acpi_table *table, uint32_t offset, void *to, uint32_t size_bytes);

/* Readers of single tables. */
void acpi_read_madt(const struct acpi_table *table, struct machine *machine);
void acpi_read_fadt(const struct acpi_table *table, struct machine *machine);
void acpi_read_hpet(const struct acpi_table *table, struct machine *machine);
void acpi_read_mcfg(const struct acpi_table *table, struct machine *machine);

/*
 * Finds \_S5_, the package of sleep types for soft off, in the byte code of a DSDT: the two
 * types in *a and *b. False if it is not there, or not in the plain form all firmware uses.
 */
bool acpi_find_s5(const struct acpi_table *dsdt, uint8_t *a, uint8_t *b);

#endif
