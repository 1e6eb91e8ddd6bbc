/*
 * Interrupts by message: the MSI and MSI-X capabilities, of which one message
 * is used.
 *
 * Source: PCI Local Bus Specification 3.0, section 6.8.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/device.h>
#include <abi/error.h>
#include <exo/pci.h>
#include <exo/syscall.h>

/* In the upper half of a capability's first word. */
#define MSI_ENABLE   0x00010000u
#define MSI_SEVERAL  0x00700000u
#define MSI_WIDE     0x00800000u
#define MSI_X_ENABLE 0x80000000u
#define MSI_X_MASK   0x40000000u
#define TABLE_BAR    0x7u
#define ENTRY_MASKED 0x1u
#define WINDOW_PERM  (PTE_P | PTE_U | PTE_W)

static void
enable_msi(const struct pci_access *access, const struct pci_function *function, unsigned offset,
	   const struct line_message *message)
{
	const struct pci_address at = function->address;
	uint32_t control = access->read(access, at, offset) & ~(MSI_ENABLE | MSI_SEVERAL);
	unsigned data = offset + 8;

	access->write(access, at, offset, control);
	access->write(access, at, offset + 4, (uint32_t)message->address);
	if (control & MSI_WIDE) {
		access->write(access, at, data, (uint32_t)(message->address >> 32));
		data += 4;
	}
	access->write(access, at, data,
		      (access->read(access, at, data) & 0xFFFF0000) | message->data);
	access->write(access, at, offset, control | MSI_ENABLE);
}

/* The table is in the function's memory. */
static int
enable_msi_x(const struct pci_access *access, const struct pci_function *function, unsigned offset,
	     const struct line_message *message, void *window)
{
	const struct pci_address at = function->address;
	const uint32_t control = access->read(access, at, offset);
	const uint32_t place = access->read(access, at, offset + 4);
	volatile uint32_t *entry;
	struct pci_bar bar;
	uint64_t address;
	int error;

	if (!pci_bar(access, function, place & TABLE_BAR, &bar) || bar.is_port)
		return -E_NOT_SUPP;
	address = bar.address + (place & ~TABLE_BAR);
	error = sys_device_map((uint32_t)(address / PGSIZE), window, WINDOW_PERM, DEVICE_UNCACHED);
	if (error < 0)
		return error;
	/* Enabled and masked as a whole, for some keep the table only while it is enabled. */
	access->write(access, at, offset, control | MSI_X_ENABLE | MSI_X_MASK);
	entry = (volatile uint32_t *)((uint8_t *)window + address % PGSIZE);
	entry[0] = (uint32_t)message->address;
	entry[1] = (uint32_t)(message->address >> 32);
	entry[2] = message->data;
	entry[3] &= ~ENTRY_MASKED;
	access->write(access, at, offset, (control | MSI_X_ENABLE) & ~MSI_X_MASK);
	sys_page_unmap(0, window);
	return 0;
}

int
pci_message_enable(const struct pci_access *access, const struct pci_function *function,
		   uint32_t line, void *window)
{
	const unsigned msi = pci_capability(access, function, PCI_CAPABILITY_MSI);
	const unsigned msi_x = pci_capability(access, function, PCI_CAPABILITY_MSI_X);
	struct line_message message;
	int error = sys_line_message(line, &message);

	if (error == 0 && msi != 0)
		enable_msi(access, function, msi, &message);
	else if (error == 0 && msi_x != 0)
		error = enable_msi_x(access, function, msi_x, &message, window);
	else if (error == 0)
		error = -E_NOT_SUPP;
	if (error == 0)
		pci_command(access, function, PCI_COMMAND_NO_INTERRUPTS, 0);
	return error;
}

void
pci_message_disable(const struct pci_access *access, const struct pci_function *function)
{
	const unsigned msi = pci_capability(access, function, PCI_CAPABILITY_MSI);
	const unsigned msi_x = pci_capability(access, function, PCI_CAPABILITY_MSI_X);
	const struct pci_address at = function->address;

	if (msi != 0)
		access->write(access, at, msi, access->read(access, at, msi) & ~MSI_ENABLE);
	if (msi_x != 0)
		access->write(access, at, msi_x, access->read(access, at, msi_x) & ~MSI_X_ENABLE);
}
