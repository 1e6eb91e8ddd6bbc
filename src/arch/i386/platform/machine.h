/*
 * What firmware's tables say about the machine, in the kernel's own terms.
 *
 * Filled in once, before anything uses it, and never changed after. Being
 * hearsay, it is only bounds-checked: ask CPUID for the local APIC first, and
 * test a device before relying on it.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_PLATFORM_MACHINE_H
#define TINE_I386_PLATFORM_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

struct boot_info;
struct physical_view;

#define MACHINE_CPUS      256
#define MACHINE_IO_APICS  16
#define MACHINE_OVERRIDES 16
#define MACHINE_NMIS      (2 * MACHINE_CPUS)

#define MACHINE_EVERY_CPU 0xFFFFFFFFu /* as an NMI's cpu_uid */

/* An enabled processor. Ids have gaps; the boot CPU need not be the first. */
struct machine_cpu {
	uint32_t apic_id;
	uint32_t uid; /* the tables' own name for it, to which NMI entries refer */
};

/* Its inputs are the global system interrupts from first_gsi on; their number it knows itself. */
struct machine_io_apic {
	uint64_t address;
	uint32_t id;
	uint32_t first_gsi;
};

/* ISA interrupt irq arrives at gsi. One without an entry: gsi = irq, active high, edge. */
struct machine_override {
	uint32_t gsi;
	uint8_t irq; /* below 16; at most one entry for each */
	bool active_low;
	bool level_triggered;
};

/* Local interrupt input lint (0 or 1) of a CPU, or of every one, is an NMI. */
struct machine_nmi {
	uint32_t cpu_uid;
	uint8_t lint;
	bool active_low;
	bool level_triggered;
};

enum machine_space {
	MACHINE_MEMORY = 0,
	MACHINE_PORT = 1,
	MACHINE_PCI_CONFIG = 2, /* device << 32 | function << 16 | register, on bus 0 */
};

struct machine_register {
	enum machine_space space;
	uint64_t address; /* 0: there is none; ports end at 0xFFFF */
};

struct machine {
	struct machine_cpu cpus[MACHINE_CPUS];
	unsigned cpu_count;
	unsigned cpus_dropped; /* for which there was no room */
	uint64_t local_apic_address;

	struct machine_io_apic io_apics[MACHINE_IO_APICS];
	unsigned io_apic_count;
	struct machine_override overrides[MACHINE_OVERRIDES];
	unsigned override_count;
	struct machine_nmi nmis[MACHINE_NMIS];
	unsigned nmi_count;
	bool has_8259; /* a pair of them, to be silenced */
	bool has_imcr; /* the 8259s' line reaches the CPU until port 0x22/0x23 switches it off */

	bool has_i8042;        /* keyboard controller */
	uint8_t century_index; /* of the century in the clock's CMOS memory, or 0 */

	/* Power management: valid if has_fadt. */
	bool has_fadt;
	uint16_t sci_irq;
	struct machine_register pm_timer; /* 3.579545 MHz, */
	bool pm_timer_32_bits;            /* else 24 */
	struct machine_register pm1a_control;
	struct machine_register pm1b_control;
	uint16_t smi_command_port; /* written to with acpi_enable_value enters ACPI mode, or 0 */
	uint8_t acpi_enable_value;
	bool has_s5; /* soft off: sleep types for the two PM1 control registers, three bits each */
	uint8_t s5_type_a;
	uint8_t s5_type_b;
	struct machine_register reset;
	uint8_t reset_value;

	uint64_t hpet_address; /* 0: none */

	uint64_t pci_config_base; /* of bus 0, memory-mapped; 0: none */
	uint8_t pci_first_bus;    /* the buses that are there */
	uint8_t pci_last_bus;
};

/* Empties *machine: what a PC has of which no table speaks. */
void machine_init(struct machine *machine);

/*
 * Fills *machine from ACPI, and what ACPI does not say about CPUs and interrupts from the MP
 * table. With neither there is one CPU, not listed: cpu_count is 0.
 */
void machine_read(struct machine *machine, const struct physical_view *view,
		  const struct boot_info *boot);

/* The checked ways of adding to a machine; what does not fit or repeats an entry is dropped. */
void machine_add_cpu(struct machine *machine, uint32_t apic_id, uint32_t uid);
void machine_add_io_apic(struct machine *machine, uint32_t id, uint64_t address,
			 uint32_t first_gsi);
void machine_add_override(struct machine *machine, const struct machine_override *override);
void machine_add_nmi(struct machine *machine, const struct machine_nmi *nmi);

#endif
