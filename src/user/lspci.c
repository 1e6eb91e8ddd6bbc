/*
 * Lists the machine's PCI functions:
 *
 *   lspci [-m]
 *
 * by the configuration ports, or with -m by mapped configuration space. It
 * has to be granted either: start it by "drive" in the shell.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <exo/pci.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WINDOW ((void *)0x10000000)

static void
print_bar(unsigned index, const struct pci_bar *bar)
{
	if (bar->is_port)
		printf("        %u: ports at %#llx\n", index, bar->address);
	else
		printf("        %u: memory at %#llx%s%s\n", index, bar->address,
		       bar->is_wide ? ", 64-bit" : "", bar->prefetchable ? ", prefetchable" : "");
}

static void
print_capabilities(const struct pci_access *access, const struct pci_function *function)
{
	if (pci_capability(access, function, PCI_CAPABILITY_MSI) != 0)
		printf("        MSI\n");
	if (pci_capability(access, function, PCI_CAPABILITY_MSI_X) != 0)
		printf("        MSI-X\n");
}

static int
print_function(const struct pci_access *access, const struct pci_function *function, void *count)
{
	const struct pci_address *address = &function->address;
	struct pci_bar bar;

	++*(unsigned *)count;
	printf("%02x:%02x.%x %04x:%04x %s", address->bus, address->device, address->function,
	       function->vendor, function->device,
	       pci_class_name(function->class, function->subclass, function->interface));
	if (function->bridge)
		printf(" to bus %02x", function->secondary_bus);
	printf("\n");
	for (unsigned i = 0; i < PCI_BARS; i++)
		if (pci_bar(access, function, i, &bar))
			print_bar(i, &bar);
	print_capabilities(access, function);
	return 0;
}

int
main(int argc, char **argv)
{
	const bool mapped = argc > 1 && strcmp(argv[1], "-m") == 0;
	struct pci_access access;
	unsigned count = 0;
	const int error = mapped ? pci_open_mapped(&access, WINDOW) : pci_open_ports(&access);

	if (error < 0) {
		printf("lspci: cannot read PCI configuration space: %e%s\n", error,
		       error == -E_NOT_GRANTED ? "; 'drive lspci' in the shell grants it" : "");
		return EXIT_FAILURE;
	}
	pci_scan(&access, print_function, &count);
	printf("lspci: %u functions\n", count);
	return EXIT_SUCCESS;
}
