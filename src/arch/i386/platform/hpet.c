/*
 * The HPET table: where the first high-precision timer block is.
 *
 * Source: IA-PC HPET Specification 1.0a, section 3.2.4.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/platform/acpi.h>

struct hpet {
	struct acpi_header header;
	uint32_t id;
	struct acpi_address base;
	uint8_t number;
} ACPI_PACKED;

void
acpi_read_hpet(const struct acpi_table *table, struct machine *machine)
{
	struct hpet hpet;

	acpi_copy(table, 0, &hpet, sizeof(hpet));
	if (hpet.base.space == MACHINE_MEMORY)
		machine->hpet_address = hpet.base.address;
}
