/*
 * A USB keyboard on an xHCI controller. Started by init, which has found the
 * controller and given it to this program, with nothing else:
 *
 *   usbkbd PAGE COUNT LINE
 *
 * COUNT pages of registers from physical page PAGE on; its interrupt line, 0:
 * none; and the memory at AREA. Keys become the console's by sys_key_input.
 *
 * SPDX-License-Identifier: MIT
 */
#include "area.h"
#include "device.h"

#include <abi/device.h>
#include <exo/env.h>
#include <exo/ipc.h>
#include <exo/panic.h>
#include <exo/syscall.h>
#include <stdio.h>
#include <stdlib.h>

#define REGISTERS    ((volatile uint8_t *)0x40000000)
#define POLL_MS      8   /* while a key is held, or without an interrupt line */
#define PORTS_MAX    255 /* that a controller can have */
#define ATTEMPTS_MAX 3   /* to set up again what has failed without being pulled out */

static struct device devices[DEVICES_MAX];
static struct xhci xhci;

static void
report(struct xhci *controller, unsigned slot, const struct trb *event)
{
	for (unsigned i = 0; i < DEVICES_MAX; i++)
		if (devices[i].port != 0 && devices[i].slot == slot)
			device_report(&devices[i], controller, event);
}

static struct device *
device_on(unsigned port)
{
	for (unsigned i = 0; i < DEVICES_MAX; i++)
		if (devices[i].port == port)
			return &devices[i];
	return NULL;
}

/* Something is new at a port: what was there is no more, what is there is looked at. */
static void
look_at(unsigned port)
{
	struct device *device = device_on(port);

	if (device != NULL)
		device_detach(device, &xhci);
	if (!xhci_port_connected(&xhci, port))
		return;
	device = device_on(0);
	if (device == NULL)
		printf("usbkbd: port %u: more than %d devices\n", port, DEVICES_MAX);
	else if (device_attach(device, &xhci, port))
		printf("usbkbd: keyboard on port %u\n", port);
}

/* Ports at which something was plugged in or out, and devices that have failed. */
static void
look_around(void)
{
	static uint8_t attempts[PORTS_MAX + 1];

	for (unsigned port = 1; port <= xhci.ports; port++) {
		if (!xhci_port_take_change(&xhci, port))
			continue;
		attempts[port] = 0;
		look_at(port);
	}
	for (unsigned i = 0; i < DEVICES_MAX; i++) {
		const unsigned port = devices[i].port;

		if (port != 0 && devices[i].failed && attempts[port]++ < ATTEMPTS_MAX)
			look_at(port);
	}
}

static bool
key_held(void)
{
	for (unsigned i = 0; i < DEVICES_MAX; i++)
		if (devices[i].port != 0 && devices[i].keys.repeating != 0)
			return true;
	return false;
}

static _Noreturn void
serve(uint32_t line)
{
	for (;;) {
		if (line != 0 && !key_held()) {
			ipc_recv(NULL, NULL, NULL);
			xhci_acknowledge(&xhci);
			sys_line_done(line);
		} else {
			sleep_ms(POLL_MS);
		}
		xhci_poll(&xhci);
		look_around();
		for (unsigned i = 0; i < DEVICES_MAX; i++)
			if (devices[i].port != 0)
				device_repeat(&devices[i], now_ns());
	}
}

int
main(int argc, char **argv)
{
	const uint32_t page = argc == 4 ? (uint32_t)strtoul(argv[1], NULL, 16) : 0;
	const uint32_t count = argc == 4 ? (uint32_t)strtoul(argv[2], NULL, 10) : 0;
	const uint32_t line = argc == 4 ? (uint32_t)strtoul(argv[3], NULL, 10) : 0;
	int error = 0;

	if (count == 0) {
		printf("usbkbd: init starts this program, when there is an xHCI controller\n");
		return EXIT_FAILURE;
	}
	for (uint32_t i = 0; i < count && error == 0; i++)
		error = sys_device_map(page + i, (void *)(REGISTERS + i * PGSIZE),
				       PTE_P | PTE_U | PTE_W, DEVICE_UNCACHED);
	if (error == 0 && line != 0)
		error = sys_line_claim(line);
	if (error < 0)
		panic("the controller: %e", error);
	for (unsigned i = 0; i < DEVICES_MAX; i++)
		devices[i].pages = area_page(AREA_DEVICES + i * DEVICE_PAGES);
	xhci = (struct xhci){
		.registers = REGISTERS,
		.size_bytes = count * PGSIZE,
		.report = report,
	};
	if (!xhci_start(&xhci))
		return EXIT_FAILURE;
	for (unsigned port = 1; port <= xhci.ports; port++) {
		xhci_port_take_change(&xhci, port);
		look_at(port);
	}
	serve(line);
}
