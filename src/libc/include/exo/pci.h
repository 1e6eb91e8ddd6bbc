/*
 * PCI: finding functions and reading their configuration.
 *
 * Whoever uses it has been granted the ports or the memory that configuration
 * space is reached by. What functions say is not believed: all walks end.
 *
 * Source: PCI Local Bus Specification 3.0, chapter 6; PCI-to-PCI Bridge
 * Architecture Specification 1.2, chapter 3.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_EXO_PCI_H
#define TINE_EXO_PCI_H

#include <abi/types.h>

#define PCI_BUSES     256
#define PCI_DEVICES   32 /* on a bus */
#define PCI_FUNCTIONS 8  /* of a device */
#define PCI_BARS      6

struct pci_address {
	uint8_t bus, device, function;
};

/* A way to configuration space. Offsets are multiples of 4; what is not there reads as ones. */
struct pci_access {
	uint32_t (*read)(const struct pci_access *, struct pci_address, unsigned offset);
	void (*write)(const struct pci_access *, struct pci_address, unsigned offset, uint32_t);
	void *window;      /* of the mapped way */
	uint64_t base;     /* its physical address of bus 0 */
	uint32_t last_bus; /* the last that can be reached */
};

/*
 * By the ports of configuration mechanism 1, or by memory, a page of which is
 * mapped at window at a time. The errors are those of sys_ports_open;
 * -E_NOT_SUPP: this machine has no such memory.
 */
#define PCI_PORTS      0xCF8
#define PCI_PORT_COUNT 8
int pci_open_ports(struct pci_access *access);
int pci_open_mapped(struct pci_access *access, void *window);

struct pci_function {
	struct pci_address address;
	uint16_t vendor, device;
	uint8_t class, subclass, interface, revision;
	bool bridge;           /* from bus address.bus to secondary_bus */
	uint8_t secondary_bus; /* 0 if firmware has set up none */
	uint8_t line, pin;     /* of its interrupt, as firmware left it; pin 0: none */
};

/*
 * Call visit for every function of every bus that can be reached, bus by bus, until it returns
 * something other than 0. Returns that, or 0.
 */
int pci_scan(const struct pci_access *access,
	     int (*visit)(const struct pci_access *, const struct pci_function *, void *context),
	     void *context);

struct pci_bar {
	uint64_t address; /* a port, or of memory */
	bool is_port, is_wide, prefetchable;
};

/*
 * Where a function's registers are. False: no such base address register, or it is the upper half
 * of a wide one, or nothing is in it.
 */
bool pci_bar(const struct pci_access *access, const struct pci_function *function, unsigned index,
	     struct pci_bar *bar);

/* How much the memory of a register takes, 0 if none. Switches the function's decoding off meanwhile. */
uint64_t pci_bar_size(const struct pci_access *access, const struct pci_function *function,
		      unsigned index);

/* The offset of the function's first capability of a kind, or 0. */
#define PCI_CAPABILITY_MSI   0x05
#define PCI_CAPABILITY_MSI_X 0x11
unsigned pci_capability(const struct pci_access *access, const struct pci_function *function,
			uint8_t id);

/* Set and clear bits of the command register. */
#define PCI_COMMAND_MEMORY        0x0002
#define PCI_COMMAND_MASTER        0x0004 /* it may read and write memory, and send messages */
#define PCI_COMMAND_NO_INTERRUPTS 0x0400 /* by pin */
void pci_command(const struct pci_access *access, const struct pci_function *function, uint16_t set,
		 uint16_t clear);

/*
 * Let a function signal by messages: its first one, to the line granted to the caller. Uses window
 * for a moment. -E_NOT_SUPP: the function cannot, or the machine.
 */
int pci_message_enable(const struct pci_access *access, const struct pci_function *function,
		       uint32_t line, void *window);
void pci_message_disable(const struct pci_access *access, const struct pci_function *function);

/* What a class of functions is called, for people; never null. */
const char *pci_class_name(uint8_t class, uint8_t subclass, uint8_t interface);

#endif
