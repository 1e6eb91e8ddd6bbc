/*
 * A device that interrupts when it is told to, by its pin and by messages:
 * QEMU's "edu". Its pin is level-triggered: it stays on until the device is
 * acknowledged, and must not drown everything else meanwhile.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#include <abi/device.h>
#include <exo/pci.h>

#define EDU_VENDOR 0x1234
#define EDU_DEVICE 0x11E8

#define REGISTERS ((volatile uint32_t *)0x40000000)
#define WINDOW    ((void *)0x50000000)

/* Registers, in words. */
enum { IDENTIFICATION = 0x00 / 4, RAISE = 0x60 / 4, ACKNOWLEDGE = 0x64 / 4 };

#define CAUSE 1

static struct pci_access access;
static struct pci_function edu;

static int
note_edu(const struct pci_access *unused, const struct pci_function *function, void *context)
{
	(void)unused;
	(void)context;
	if (function->vendor == EDU_VENDOR && function->device == EDU_DEVICE)
		edu = *function;
	return 0;
}

static void
find_device(void)
{
	struct pci_bar bar;

	CHECK_RESULT(pci_open_ports(&access), 0);
	CHECK_RESULT(pci_scan(&access, note_edu, NULL), 0);
	CHECK(edu.device == EDU_DEVICE);
	CHECK(pci_bar(&access, &edu, 0, &bar) && !bar.is_port);
	pci_command(&access, &edu, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER, 0);
	CHECK_RESULT(sys_device_map((uint32_t)(bar.address / PGSIZE), (void *)REGISTERS, READ_WRITE,
				    DEVICE_UNCACHED),
		     0);
	CHECK((REGISTERS[IDENTIFICATION] & 0xFF) == 0xED);
}

/* Nothing comes in a while in which we neither wait for messages nor have anything to do. */
static void
check_silence(envid_t self, uint32_t line)
{
	const envid_t child = checked_fork();
	envid_t from;

	if (child == 0) {
		sleep_ms(30);
		ipc_send(self, 1000 + line, NULL, 0);
		exit();
	}
	CHECK_RESULT(ipc_recv(&from, NULL, NULL), (int)(1000 + line));
	CHECK(from == child);
	wait(child);
}

static void
expect(uint32_t line)
{
	envid_t from = 1;

	CHECK_RESULT(ipc_recv(&from, NULL, NULL), (int)line);
	CHECK(from == 0);
}

static void
by_pin(void)
{
	const envid_t self = thisenv->env_id;
	const uint32_t line = edu.line;

	CHECK(edu.pin != 0 && line < LINE_MESSAGES);
	CHECK_RESULT(sys_line_claim(line), 0);
	check_silence(self, line);
	for (int i = 0; i < 20; i++) {
		REGISTERS[RAISE] = CAUSE;
		expect(line);
		/* Not acknowledged: the pin is still on, and masked. */
		check_silence(self, line);
		/* Done with too early: it comes again. */
		CHECK_RESULT(sys_line_done(line), 0);
		expect(line);
		REGISTERS[ACKNOWLEDGE] = CAUSE;
		CHECK_RESULT(sys_line_done(line), 0);
		check_silence(self, line);
	}
}

static void
by_message(void)
{
	const envid_t self = thisenv->env_id;
	const uint32_t line = NLINES - 1;

	CHECK_RESULT(sys_line_claim(line), 0);
	CHECK_RESULT(pci_message_enable(&access, &edu, line, WINDOW), 0);
	check_silence(self, line);
	for (int i = 0; i < 20; i++) {
		REGISTERS[RAISE] = CAUSE;
		expect(line);
		REGISTERS[ACKNOWLEDGE] = CAUSE;
		/* Several before we are done with the first are one more. */
		REGISTERS[RAISE] = CAUSE;
		REGISTERS[ACKNOWLEDGE] = CAUSE;
		REGISTERS[RAISE] = CAUSE;
		REGISTERS[ACKNOWLEDGE] = CAUSE;
		check_silence(self, line);
		CHECK_RESULT(sys_line_done(line), 0);
		expect(line);
		CHECK_RESULT(sys_line_done(line), 0);
		check_silence(self, line);
	}
	pci_message_disable(&access, &edu);
}

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	find_device();
	by_pin();
	by_message();
	passed();
}
