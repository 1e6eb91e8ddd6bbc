/*
 * The FADT: power management's registers, and a few facts about old devices.
 *
 * Source: ACPI Specification 6.5, section 5.2.9.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/platform/acpi.h>

/* Older revisions end earlier; acpi_copy makes what is missing 0. */
struct fadt {
	struct acpi_header header;
	uint32_t facs;
	uint32_t dsdt;
	uint8_t reserved1;
	uint8_t profile;
	uint16_t sci_irq;
	uint32_t smi_command;
	uint8_t acpi_enable;
	uint8_t acpi_disable;
	uint8_t s4_bios;
	uint8_t pstate_control;
	uint32_t pm1a_event;
	uint32_t pm1b_event;
	uint32_t pm1a_control;
	uint32_t pm1b_control;
	uint32_t pm2_control;
	uint32_t pm_timer;
	uint32_t gpe0;
	uint32_t gpe1;
	uint8_t sizes[8];
	uint8_t latencies[12];
	uint8_t century;
	uint16_t boot_architecture;
	uint8_t reserved2;
	uint32_t flags;
	struct acpi_address reset;
	uint8_t reset_value;
	uint8_t reserved3[3];
	uint64_t x_facs;
	uint64_t x_dsdt;
	struct acpi_address x_pm1a_event;
	struct acpi_address x_pm1b_event;
	struct acpi_address x_pm1a_control;
	struct acpi_address x_pm1b_control;
	struct acpi_address x_pm2_control;
	struct acpi_address x_pm_timer;
} ACPI_PACKED;

#define FADT_HAS_I8042     (1u << 1) /* in boot_architecture, */
#define FADT_ARCHITECTURE  2         /* which says something from this revision on */
#define FADT_TIMER_32_BITS (1u << 8)
#define FADT_HAS_RESET     (1u << 10)

_Static_assert(offsetof(struct fadt, century) == 108 && offsetof(struct fadt, reset) == 116 &&
		       offsetof(struct fadt, x_pm_timer) == 208,
	       "as the specification numbers them");

static struct machine_register
checked_register(unsigned space, uint64_t address)
{
	if (space > MACHINE_PCI_CONFIG || (space == MACHINE_PORT && address > UINT16_MAX))
		address = 0;
	return (struct machine_register){
		.space = address != 0 ? (enum machine_space)space : MACHINE_MEMORY,
		.address = address,
	};
}

/* Newer tables say it twice; the wide form counts where it makes sense. */
static struct machine_register
either_register(const struct acpi_address *wide, uint32_t port)
{
	struct machine_register chosen = checked_register(wide->space, wide->address);

	if (chosen.address == 0 || chosen.space == MACHINE_PCI_CONFIG)
		chosen = checked_register(MACHINE_PORT, port);
	return chosen;
}

void
acpi_read_fadt(const struct acpi_table *table, struct machine *machine)
{
	struct fadt fadt;
	struct acpi_table dsdt;

	acpi_copy(table, 0, &fadt, sizeof(fadt));
	machine->has_fadt = true;
	machine->sci_irq = fadt.sci_irq;
	machine->pm_timer = either_register(&fadt.x_pm_timer, fadt.pm_timer);
	machine->pm_timer_32_bits = fadt.flags & FADT_TIMER_32_BITS;
	machine->pm1a_control = either_register(&fadt.x_pm1a_control, fadt.pm1a_control);
	machine->pm1b_control = either_register(&fadt.x_pm1b_control, fadt.pm1b_control);
	if (fadt.smi_command <= UINT16_MAX) {
		machine->smi_command_port = (uint16_t)fadt.smi_command;
		machine->acpi_enable_value = fadt.acpi_enable;
	}
	machine->century_index = fadt.century;
	if (fadt.header.revision >= FADT_ARCHITECTURE)
		machine->has_i8042 = fadt.boot_architecture & FADT_HAS_I8042;
	if (fadt.flags & FADT_HAS_RESET) {
		machine->reset = checked_register(fadt.reset.space, fadt.reset.address);
		machine->reset_value = fadt.reset_value;
	}

	/* Last, because it makes the FADT's own bytes invalid. */
	if (((fadt.x_dsdt != 0 && acpi_map(table->view, fadt.x_dsdt, &dsdt)) ||
	     (fadt.dsdt != 0 && acpi_map(table->view, fadt.dsdt, &dsdt))) &&
	    memcmp(dsdt.bytes, "DSDT", 4) == 0)
		machine->has_s5 = acpi_find_s5(&dsdt, &machine->s5_type_a, &machine->s5_type_b);
}
