/*
 * Firmware tables for tests: built by hand, or as QEMU's firmware left them.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_TESTS_TABLES_H
#define TINE_TESTS_TABLES_H

#include "bytes.h"
#include "memory.h"

/*
 * A table at the end of bytes: begin_table writes the header and gives its offset, end_table
 * fills in size and checksum.
 */
size_t begin_table(struct bytes *bytes, const char *signature, unsigned revision);
void end_table(struct bytes *bytes, size_t table);

/* Writes the byte at checksum so that the size bytes from start on add up to 0. */
void fix_sum(struct bytes *bytes, size_t start, size_t size, size_t checksum);

/* The sample: root pointer first, tables behind it, at this address. */
#define TABLES_BASE 0xF0000

struct tables {
	struct bytes bytes;
	size_t rsdt, xsdt, fadt, dsdt, madt, hpet, mcfg; /* offsets */
};

/*
 * Well-formed ACPI tables, of revision 0 (RSDT, FADT of 116 bytes) or 2 (XSDT as well).
 *
 *   CPUs        APIC ids 0, 2, 4, 300 enabled; 6 disabled; 8 to be added at run time
 *   I/O APICs   2 at 0xFEC00000 from 0 on; 3 at 0xFEC10000 from 24 on
 *   overrides   irq 0 at 2, irq 9 at 9, level and active low
 *   NMI         LINT1 of every CPU
 */
void sample_acpi(struct tables *tables, unsigned revision);

#define SAMPLE_S5_A 5
#define SAMPLE_S5_B 3

/* An MP table: CPUs 0 and 4 (1 is disabled), I/O APIC 8, irq 0 at 2, irq 11 level, low. */
void sample_mptable(struct bytes *bytes);

#define SAMPLE_MPTABLE_SIZE (44 + 3 * 20 + 10 * 8)

#endif
