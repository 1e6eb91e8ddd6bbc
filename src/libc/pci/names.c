/*
 * What the common classes of PCI functions are called.
 *
 * Source: PCI Code and ID Assignment Specification 1.11, chapter 1.
 *
 * SPDX-License-Identifier: MIT
 */
#include <exo/pci.h>

#define ANY 0xFF /* of the more special number; such lines come after the others */

static const struct {
	uint8_t class, subclass, interface;
	const char *name;
} names[] = {
	{ 0x00, ANY, ANY, "device older than classes" },
	{ 0x01, 0x00, ANY, "SCSI controller" },
	{ 0x01, 0x01, ANY, "IDE controller" },
	{ 0x01, 0x06, ANY, "SATA controller" },
	{ 0x01, 0x08, ANY, "NVMe controller" },
	{ 0x01, ANY, ANY, "storage controller" },
	{ 0x02, 0x00, ANY, "Ethernet controller" },
	{ 0x02, ANY, ANY, "network controller" },
	{ 0x03, 0x00, ANY, "VGA display" },
	{ 0x03, ANY, ANY, "display" },
	{ 0x04, 0x03, ANY, "audio device" },
	{ 0x04, ANY, ANY, "multimedia device" },
	{ 0x05, ANY, ANY, "memory" },
	{ 0x06, 0x00, ANY, "host bridge" },
	{ 0x06, 0x01, ANY, "ISA bridge" },
	{ 0x06, 0x04, ANY, "PCI bridge" },
	{ 0x06, ANY, ANY, "bridge" },
	{ 0x07, 0x00, ANY, "serial port" },
	{ 0x07, ANY, ANY, "communication device" },
	{ 0x08, 0x00, ANY, "interrupt controller" },
	{ 0x08, 0x02, ANY, "timer" },
	{ 0x08, 0x05, ANY, "SD host controller" },
	{ 0x08, ANY, ANY, "system device" },
	{ 0x09, ANY, ANY, "input device" },
	{ 0x0C, 0x03, 0x00, "USB controller (UHCI)" },
	{ 0x0C, 0x03, 0x10, "USB controller (OHCI)" },
	{ 0x0C, 0x03, 0x20, "USB controller (EHCI)" },
	{ 0x0C, 0x03, 0x30, "USB controller (xHCI)" },
	{ 0x0C, 0x05, ANY, "SMBus controller" },
	{ 0x0C, ANY, ANY, "serial bus controller" },
	{ 0x0D, ANY, ANY, "wireless controller" },
	{ 0x10, ANY, ANY, "encryption device" },
	{ 0x11, ANY, ANY, "signal processor" },
	{ ANY, ANY, ANY, "device" },
};

static bool
matches(uint8_t wanted, uint8_t number)
{
	return wanted == ANY || wanted == number;
}

const char *
pci_class_name(uint8_t class, uint8_t subclass, uint8_t interface)
{
	unsigned i = 0;

	while (!matches(names[i].class, class) || !matches(names[i].subclass, subclass) ||
	       !matches(names[i].interface, interface))
		i++;
	return names[i].name;
}
