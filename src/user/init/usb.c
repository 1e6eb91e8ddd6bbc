/*
 * The parent's part of a driver: it finds the device, makes the memory that
 * the device reaches, gives the driver its registers, its interrupt and the
 * console's keys, and switches the device off when the driver has ended.
 *
 * SPDX-License-Identifier: MIT
 */
#include "usb.h"

#include <abi/device.h>
#include <abi/error.h>
#include <abi/mmu.h>
#include <exo/env.h>
#include <exo/spawn.h>
#include <exo/syscall.h>
#include <stdio.h>
#include <string.h>

#include "../usbkbd/area.h"

#define CLASS_SERIAL_BUS 0x0C
#define SUBCLASS_USB     0x03
#define INTERFACE_XHCI   0x30

#define REGISTER_PAGES_MAX 16
#define WINDOW             ((uint8_t *)0x10000000)
#define READ_WRITE         (PTE_P | PTE_U | PTE_W | PTE_NOEXEC)

/* Of the capability registers: how many scratch pages the controller wants. */
#define PARAMS_2              8
#define SCRATCH_PAGES(params) (((params) >> 16 & 0x3E0) | (params) >> 27)

/* Our view of a controller's memory; they lie side by side. */
static uint8_t *
area_of(unsigned number)
{
	return AREA + number * ROUNDUP(AREA_MAX * PGSIZE, PTSIZE);
}

static int
note_controller(const struct pci_access *access, const struct pci_function *function, void *context)
{
	struct usb *usb = context;

	(void)access;
	if (function->class == CLASS_SERIAL_BUS && function->subclass == SUBCLASS_USB &&
	    function->interface == INTERFACE_XHCI && usb->count < USB_CONTROLLERS_MAX)
		usb->controllers[usb->count++].function = *function;
	return 0;
}

static int
scratch_pages(uint32_t first_page, unsigned *count)
{
	const int error = sys_device_map(first_page, WINDOW, PTE_P | PTE_U, DEVICE_UNCACHED);

	if (error < 0)
		return error;
	*count = SCRATCH_PAGES(*(volatile uint32_t *)(WINDOW + PARAMS_2));
	sys_page_unmap(0, WINDOW);
	return *count <= SCRATCH_MAX ? 0 : -E_NOT_SUPP;
}

/* The memory, here and in the driver. */
static int
make_area(uint8_t *area, unsigned count, envid_t driver)
{
	struct area_directory *directory = (struct area_directory *)area;

	for (unsigned i = 0; i < count; i++) {
		const int physical = sys_dma_alloc(area + i * PGSIZE, READ_WRITE);
		int error;

		if (physical < 0)
			return physical;
		directory->physical[i] = (uint32_t)physical;
		error = sys_page_map(0, area + i * PGSIZE, driver, AREA + i * PGSIZE, READ_WRITE);
		if (error < 0)
			return error;
	}
	directory->page_count = count;
	return 0;
}

static int
grant_and_start(envid_t driver, uint32_t first_page, uint32_t pages, uint32_t line)
{
	int error = sys_grant(driver, GRANT_MEMORY, first_page, pages);

	if (error == 0 && line != 0)
		error = sys_grant(driver, GRANT_LINES, line, 1);
	if (error == 0)
		error = sys_grant(driver, GRANT_KEYS, 0, 1);
	return error == 0 ? sys_env_set_status(driver, ENV_RUNNABLE) : error;
}

static int
start_driver(const struct pci_access *access, struct usb_controller *controller, unsigned number)
{
	char page_text[16], count_text[16], line_text[16];
	const char *arguments[] = { "usbkbd", page_text, count_text, line_text, NULL };
	const struct pci_function *function = &controller->function;
	uint32_t first_page, pages, line = LINE_MESSAGES + number;
	struct pci_bar bar;
	unsigned scratch;
	int error;

	if (!pci_bar(access, function, 0, &bar) || bar.is_port)
		return -E_NOT_SUPP;
	first_page = (uint32_t)(bar.address / PGSIZE);
	pages = (uint32_t)(pci_bar_size(access, function, 0) / PGSIZE);
	if (pages > REGISTER_PAGES_MAX)
		pages = REGISTER_PAGES_MAX;
	pci_command(access, function, PCI_COMMAND_MEMORY, PCI_COMMAND_MASTER);
	error = pages == 0 ? -E_NOT_SUPP : scratch_pages(first_page, &scratch);
	if (error < 0)
		return error;
	/* A driver without an interrupt asks the controller from time to time. */
	if (pci_message_enable(access, function, line, WINDOW) < 0)
		line = 0;
	snprintf(page_text, sizeof(page_text), "%x", first_page);
	snprintf(count_text, sizeof(count_text), "%u", pages);
	snprintf(line_text, sizeof(line_text), "%u", line);
	controller->driver = spawn_stopped("usbkbd", arguments);
	if (controller->driver < 0)
		return controller->driver;
	error = make_area(area_of(number), AREA_FIXED + scratch, controller->driver);
	if (error < 0)
		return error;
	pci_command(access, function, PCI_COMMAND_MASTER, 0);
	return grant_and_start(controller->driver, first_page, pages, line);
}

static void
stop_driver(const struct pci_access *access, struct usb_controller *controller, unsigned number)
{
	if (controller->driver > 0) {
		sys_env_destroy(controller->driver);
		wait(controller->driver);
	}
	controller->driver = 0;
	pci_command(access, &controller->function, 0, PCI_COMMAND_MASTER);
	pci_message_disable(access, &controller->function);
	for (unsigned i = 0; i < AREA_MAX; i++)
		sys_page_unmap(0, area_of(number) + i * PGSIZE);
}

void
usb_start(struct usb *usb)
{
	int error;

	usb->count = 0;
	if (pci_open_ports(&usb->access) < 0)
		return;
	pci_scan(&usb->access, note_controller, usb);
	for (unsigned i = 0; i < usb->count; i++) {
		error = start_driver(&usb->access, &usb->controllers[i], i);
		if (error == 0)
			continue;
		printf("init: no driver for USB controller %u: %e\n", i, error);
		stop_driver(&usb->access, &usb->controllers[i], i);
	}
}

void
usb_stop(struct usb *usb)
{
	for (unsigned i = 0; i < usb->count; i++)
		if (usb->controllers[i].driver > 0)
			stop_driver(&usb->access, &usb->controllers[i], i);
}
