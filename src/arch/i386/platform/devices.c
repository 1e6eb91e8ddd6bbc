/*
 * Which physical pages are devices' and may be given to programs, and where
 * PCI configuration space is.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/platform/devices.h>

#include <abi/mmu.h>
#include <arch/device.h>
#include <i386/cpu/features.h>
#include <i386/mm/mmio.h>
#include <i386/platform/machine.h>
#include <kernel/bootinfo.h>

#define ADAPTER_MEMORY  0xA0000u /* below is memory, whatever the loader says of it */
#define APIC_MESSAGES   0xFEE00000u
#define APIC_MESSAGES_N 0x00100000u

/* Fixed by devices_init. */
static const struct boot_info *boot_info;
static const struct machine *machine;

void
devices_init(const struct boot_info *boot, const struct machine *the_machine)
{
	boot_info = boot;
	machine = the_machine;
}

/*
 * Reserved ranges may be devices, and mapped PCI configuration space usually
 * is one; what has any other type is memory.
 */
static bool
overlaps_memory(uint64_t start)
{
	for (unsigned i = 0; i < boot_info->memory_count; i++) {
		const struct boot_memory_range *range = &boot_info->memory[i];

		if ((range->type == BOOT_MEMORY_AVAILABLE || range->type == BOOT_MEMORY_ACPI ||
		     range->type == BOOT_MEMORY_NVS) &&
		    start < range->base + range->size_bytes && range->base < start + PGSIZE)
			return true;
	}
	return false;
}

bool
arch_device_page(pageno_t page)
{
	const uint64_t start = (uint64_t)page << PGSHIFT;

	return start >= ADAPTER_MEMORY && start < 1ull << cpu_features.physical_bits &&
	       start - APIC_MESSAGES >= APIC_MESSAGES_N && !mmio_is_mapped(start) &&
	       !overlaps_memory(start);
}

void
arch_device_info(struct device_info *info)
{
	*info = (struct device_info){
		.pci_config_base = machine->pci_config_base,
		.pci_first_bus = machine->pci_first_bus,
		.pci_last_bus = machine->pci_last_bus,
	};
}
