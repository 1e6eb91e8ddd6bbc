/*
 * What drivers outside the kernel are given: kinds of grants, interrupt
 * lines, and what the kernel tells of the machine's devices.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_ABI_DEVICE_H
#define TINE_ABI_DEVICE_H

#include <abi/types.h>

/* Kinds of grants, and what they count. */
enum grant_kind {
	GRANT_MEMORY = 1, /* pages of device memory, by physical address / PGSIZE */
	GRANT_PORTS,      /* I/O ports */
	GRANT_LINES,      /* interrupt lines */
	GRANT_DMA,        /* number 0: memory whose physical address one is told */
	GRANT_KEYS,       /* number 0: to press the console's keys */
	GRANT_ALL,        /* all that the giver has; no numbers */
};

/* Interrupt lines: the ISA bus's 16, and as many that devices signal by a message (MSI). */
#define LINE_MESSAGES 16 /* the first of these */
#define NLINES        32

/* What a device writes where, to signal a message line. */
struct line_message {
	uint64_t address;
	uint32_t data;
	uint32_t reserved;
};

/* How device memory is cached. */
enum device_caching {
	DEVICE_UNCACHED = 0,
	DEVICE_WRITE_COMBINING, /* or not at all, where the processor cannot */
};

#define NPORTS 0x10000

struct device_info {
	uint64_t
		pci_config_base; /* physical address of bus 0's configuration space; 0: not mapped */
	uint32_t pci_first_bus;  /* the buses that are there */
	uint32_t pci_last_bus;
};

#endif
