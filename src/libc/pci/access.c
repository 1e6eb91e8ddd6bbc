/*
 * The two ways to configuration space: ports, and memory.
 *
 * Sources: PCI Local Bus Specification 3.0, section 3.2.2.3.2; PCI Express
 * Base Specification 2.0, section 7.2.2.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/device.h>
#include <abi/error.h>
#include <exo/pci.h>
#include <exo/syscall.h>
#include <inc/x86.h>

#define ADDRESS PCI_PORTS
#define DATA    (PCI_PORTS + 4)

#define ADDRESS_ENABLE  0x80000000u
#define PORT_SPACE      0x100u
#define WINDOW_PERM     (PTE_P | PTE_U | PTE_W)
#define NUMBER(address) ((uint32_t)(address).bus << 8 | (address).device << 3 | (address).function)

static void
select(struct pci_address address, unsigned offset)
{
	outl(ADDRESS, ADDRESS_ENABLE | NUMBER(address) << 8 | offset);
}

static uint32_t
ports_read(const struct pci_access *access, struct pci_address address, unsigned offset)
{
	(void)access;
	if (offset >= PORT_SPACE)
		return UINT32_MAX;
	select(address, offset);
	return inl(DATA);
}

static void
ports_write(const struct pci_access *access, struct pci_address address, unsigned offset,
	    uint32_t value)
{
	(void)access;
	if (offset >= PORT_SPACE)
		return;
	select(address, offset);
	outl(DATA, value);
}

int
pci_open_ports(struct pci_access *access)
{
	const int error = sys_ports_open(PCI_PORTS, PCI_PORT_COUNT);

	*access = (struct pci_access){
		.read = ports_read,
		.write = ports_write,
		.last_bus = PCI_BUSES - 1,
	};
	return error;
}

/* The register's place in the window, once its function's page is mapped there; or null. */
static volatile uint32_t *
mapped(const struct pci_access *access, struct pci_address address, unsigned offset)
{
	const uint64_t page = access->base / PGSIZE + NUMBER(address);

	if (offset >= PGSIZE || address.bus > access->last_bus ||
	    sys_device_map((uint32_t)page, access->window, WINDOW_PERM, DEVICE_UNCACHED) < 0)
		return NULL;
	return (volatile uint32_t *)((uint8_t *)access->window + offset);
}

static uint32_t
mapped_read(const struct pci_access *access, struct pci_address address, unsigned offset)
{
	const volatile uint32_t *place = mapped(access, address, offset);

	return place != NULL ? *place : UINT32_MAX;
}

static void
mapped_write(const struct pci_access *access, struct pci_address address, unsigned offset,
	     uint32_t value)
{
	volatile uint32_t *place = mapped(access, address, offset);

	if (place != NULL)
		*place = value;
}

int
pci_open_mapped(struct pci_access *access, void *window)
{
	struct device_info info = { 0 };

	sys_device_info(&info);
	if (info.pci_config_base == 0 || info.pci_first_bus != 0)
		return -E_NOT_SUPP;
	*access = (struct pci_access){
		.read = mapped_read,
		.write = mapped_write,
		.window = window,
		.base = info.pci_config_base,
		.last_bus = info.pci_last_bus,
	};
	return sys_device_map((uint32_t)(info.pci_config_base / PGSIZE), window, WINDOW_PERM,
			      DEVICE_UNCACHED);
}
