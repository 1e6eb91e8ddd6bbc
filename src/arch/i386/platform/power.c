/*
 * Power-off and reset: each way is tried in turn, the tidiest first, and
 * given a moment to work.
 *
 * Sources: ACPI 6.5, sections 4.8.3.2.1, 4.8.3.6 and 16.1.7; the QEMU and
 * Bochs sources for their ports.
 *
 * SPDX-License-Identifier: MIT
 */
#include <arch/power.h>
#include <i386/cpu/io.h>
#include <i386/mm/mmio.h>
#include <i386/platform/machine.h>
#include <i386/platform/power.h>
#include <stddef.h>

#define PM1_SCI_ENABLED  0x0001 /* the machine is in ACPI mode */
#define PM1_SLEEP_TYPE   0x1c00
#define PM1_SLEEP_SHIFT  10
#define PM1_SLEEP_ENABLE 0x2000

#define EMULATOR_POWER_OFF 0x2000 /* sleep type 0, sleep enable */
#define BOCHS_WORD_PORT    0x8900

/* QEMU's isa-debug-exit ends QEMU with the exit status 2 * value + 1. */
#define DEBUG_EXIT_PORT      0xf4
#define DEBUG_EXIT_FAILURE   0
#define DEBUG_EXIT_POWER_OFF 16 /* status 33: QEMU started without ACPI has no better way */

#define I8042_STATUS      0x64
#define I8042_INPUT_FULL  0x02
#define I8042_COMMAND     0x64
#define I8042_PULSE_RESET 0xfe

#define RESET_CONTROL      0xcf9 /* Intel's chip sets, and what imitates them */
#define RESET_CONTROL_HARD 0x02
#define RESET_CONTROL_NOW  0x06

/* Reading this port, the BIOS's progress display, takes about a microsecond and does nothing. */
#define PROGRESS_PORT 0x80

/* Fixed by power_init(). */
static struct {
	const struct machine *machine;    /* NULL: nothing is known */
	volatile uint8_t *reset_register; /* if it is in memory */
} power;

void
power_init(const struct machine *machine)
{
	power.machine = machine;
	if (machine->reset.space == MACHINE_MEMORY && machine->reset.address != 0)
		power.reset_register = mmio_map(machine->reset.address, 1);
}

/* Without the clock, which may be what has failed. */
static void
wait_about_ms(unsigned milliseconds)
{
	for (unsigned i = 0; i < milliseconds * 1000; i++)
		inb(PROGRESS_PORT);
}

static _Noreturn void
halt(void)
{
	for (;;)
		__asm__ volatile("cli; hlt");
}

static bool
is_port(const struct machine_register *where)
{
	return where->space == MACHINE_PORT && where->address != 0;
}

static void
enter_acpi_mode(const struct machine *machine)
{
	uint16_t control = machine->pm1a_control.address;

	if (machine->smi_command_port == 0 || machine->acpi_enable_value == 0 ||
	    (inw(control) & PM1_SCI_ENABLED))
		return;
	outb(machine->smi_command_port, machine->acpi_enable_value);
	for (unsigned i = 0; i < 300 && !(inw(control) & PM1_SCI_ENABLED); i++)
		wait_about_ms(1);
}

static void
power_off_by_acpi(const struct machine *machine)
{
	uint16_t a = machine->pm1a_control.address, b = machine->pm1b_control.address;
	bool has_b = is_port(&machine->pm1b_control);
	uint16_t value_a, value_b = 0;

	if (!machine->has_fadt || !machine->has_s5 || !is_port(&machine->pm1a_control))
		return;
	enter_acpi_mode(machine);

	value_a = (inw(a) & ~PM1_SLEEP_TYPE) | machine->s5_type_a << PM1_SLEEP_SHIFT;
	if (has_b)
		value_b = (inw(b) & ~PM1_SLEEP_TYPE) | machine->s5_type_b << PM1_SLEEP_SHIFT;
	/* Some chip sets want to see the types before they are told to go. */
	outw(a, value_a);
	if (has_b)
		outw(b, value_b);
	outw(a, value_a | PM1_SLEEP_ENABLE);
	if (has_b)
		outw(b, value_b | PM1_SLEEP_ENABLE);
	wait_about_ms(3000); /* an emulator may be slow to go */
}

void
machine_power_off(void)
{
	/* QEMU's, for a machine whose tables could not be read; Bochs's, new and old. */
	static const uint16_t emulator_ports[] = { 0x604, 0xb004 };
	static const char word[] = "Shutdown";

	if (power.machine != NULL)
		power_off_by_acpi(power.machine);
	for (size_t i = 0; i < sizeof(emulator_ports) / sizeof(emulator_ports[0]); i++)
		outw(emulator_ports[i], EMULATOR_POWER_OFF);
	for (size_t i = 0; i < sizeof(word) - 1; i++)
		outb(BOCHS_WORD_PORT, word[i]);
	outb(DEBUG_EXIT_PORT, DEBUG_EXIT_POWER_OFF);
	halt();
}

static void
reset_by_acpi(const struct machine *machine)
{
	if (power.reset_register != NULL)
		*power.reset_register = machine->reset_value;
	else if (is_port(&machine->reset))
		outb(machine->reset.address, machine->reset_value);
	wait_about_ms(10);
}

static void
reset_by_keyboard_controller(void)
{
	for (unsigned i = 0; i < 50 && (inb(I8042_STATUS) & I8042_INPUT_FULL); i++)
		wait_about_ms(1);
	outb(I8042_COMMAND, I8042_PULSE_RESET);
	wait_about_ms(10);
}

void
machine_reset(void)
{
	static const struct __attribute__((packed)) {
		uint16_t limit;
		uint32_t base;
	} no_handlers;

	if (power.machine != NULL)
		reset_by_acpi(power.machine);
	reset_by_keyboard_controller();
	outb(RESET_CONTROL, RESET_CONTROL_HARD);
	outb(RESET_CONTROL, RESET_CONTROL_NOW);
	wait_about_ms(10);
	/* A breakpoint that cannot be handled, nor can the fault about that, nor that fault's. */
	__asm__ volatile("lidt %0; int3" : : "m"(no_handlers));
	halt();
}

void
machine_report_failure(void)
{
	outb(DEBUG_EXIT_PORT, DEBUG_EXIT_FAILURE);
}

void
machine_show_progress(uint8_t code)
{
	outb(PROGRESS_PORT, code);
}
