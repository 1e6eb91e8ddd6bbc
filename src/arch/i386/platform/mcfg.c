/*
 * The MCFG table: where PCI configuration space is mapped into memory.
 *
 * Source: PCI Firmware Specification 3.3, section 4.1.2.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/platform/acpi.h>

struct mcfg {
	struct acpi_header header;
	uint64_t reserved;
} ACPI_PACKED;

struct mcfg_segment {
	uint64_t base;
	uint16_t segment;
	uint8_t first_bus;
	uint8_t last_bus;
	uint32_t reserved;
} ACPI_PACKED;

void
acpi_read_mcfg(const struct acpi_table *table, struct machine *machine)
{
	struct mcfg_segment segment;

	for (uint64_t offset = sizeof(struct mcfg); offset + sizeof(segment) <= table->size_bytes;
	     offset += sizeof(segment)) {
		acpi_copy(table, (uint32_t)offset, &segment, sizeof(segment));
		if (segment.segment != 0 || segment.base == 0 ||
		    segment.first_bus > segment.last_bus)
			continue;
		machine->pci_config_base = segment.base;
		machine->pci_first_bus = segment.first_bus;
		machine->pci_last_bus = segment.last_bus;
		return;
	}
}
