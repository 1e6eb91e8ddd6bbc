/*
 * Registers of configuration space, by offset.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_LIBC_PCI_CONFIG_H
#define TINE_LIBC_PCI_CONFIG_H

#include <exo/pci.h>

enum {
	PCI_ID = 0x00,
	PCI_COMMAND = 0x04, /* status is in the upper half */
	PCI_CLASS = 0x08,
	PCI_HEADER = 0x0C,
	PCI_BAR = 0x10,
	PCI_BUS_NUMBERS = 0x18, /* of a bridge */
	PCI_CAPABILITIES = 0x34,
	PCI_INTERRUPT = 0x3C,
};

#define STATUS_CAPABILITIES  0x00100000u
#define HEADER_TYPE(header)  ((header) >> 16 & 0x7F)
#define HEADER_MANY          0x00800000u /* functions */
#define HEADER_TYPE_BRIDGE   1
#define HEADER_TYPE_FUNCTION 0

#define BAR_IS_PORT      0x1u
#define BAR_TYPE         0x6u
#define BAR_TYPE_WIDE    0x4u
#define BAR_PREFETCHABLE 0x8u
#define BAR_PORT_MASK    0xFFFFFFFCu
#define BAR_MEMORY_MASK  0xFFFFFFF0u

#endif
