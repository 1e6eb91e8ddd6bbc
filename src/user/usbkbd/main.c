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
#include "hub.h"

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
static uint8_t attempts[PORTS_MAX + 1]; /* by root port, since something was plugged in there */

static void
report(struct xhci *controller, unsigned slot, const struct trb *event)
{
	for (unsigned i = 0; i < DEVICES_MAX; i++)
		if (devices[i].used && devices[i].slot == slot)
			device_report(&devices[i], controller, event);
}

static struct device *
device_at(const struct place *place)
{
	for (unsigned i = 0; i < DEVICES_MAX; i++) {
		const struct place *other = &devices[i].place;

		if (devices[i].used && other->root_port == place->root_port &&
		    other->hub == place->hub && other->port == place->port)
			return &devices[i];
	}
	return NULL;
}

static struct device *
free_device(void)
{
	for (unsigned i = 0; i < DEVICES_MAX; i++)
		if (!devices[i].used)
			return &devices[i];
	return NULL;
}

/* A device is gone, and with a hub all that was plugged into it. */
static void
detach(struct device *device)
{
	for (unsigned i = 0; i < DEVICES_MAX; i++)
		if (devices[i].used && devices[i].place.hub == device)
			detach(&devices[i]);
	device_detach(device, &xhci);
}

/* Something is new at a place: what was there is no more, what is there is looked at. */
static void
look_at(const struct place *place, bool connected)
{
	struct device *device = device_at(place);
	unsigned speed;

	if (device != NULL)
		detach(device);
	if (!connected)
		return;
	device = free_device();
	if (device == NULL) {
		printf("usbkbd: port %u: more than %d devices\n", place->root_port, DEVICES_MAX);
		return;
	}
	speed = place->hub != NULL ? hub_port_reset(place->hub, &xhci, place->port)
				   : xhci_port_reset(&xhci, place->root_port);
	if (speed == 0 || !device_attach(device, &xhci, place, speed))
		return;
	if (device->interface.kind == DEVICE_HUB)
		printf("usbkbd: hub with %u ports on port %u\n", device->ports, place->root_port);
	else
		printf("usbkbd: keyboard on port %u\n", place->root_port);
}

static bool
is_connected(const struct place *place)
{
	if (place->hub != NULL)
		return hub_port_look(place->hub, &xhci, place->port).connected;
	return xhci_port_connected(&xhci, place->root_port);
}

static void
look_around_root(unsigned port)
{
	const struct place place = { .root_port = port };

	attempts[port] = 0;
	look_at(&place, is_connected(&place));
}

static void
look_around_hub(struct device *hub)
{
	const bool first = !hub->known;

	hub->changed = false;
	hub->known = true;
	for (unsigned port = 1; port <= hub->ports; port++) {
		const struct place place = { hub->place.root_port, hub, port };
		const struct hub_port found = hub_port_look(hub, &xhci, port);

		if (!found.changed && !(first && found.connected))
			continue;
		attempts[place.root_port] = 0;
		look_at(&place, found.connected);
	}
	device_expect_report(hub, &xhci);
}

/* One that has failed is set up again, a few times. True if it was tried. */
static bool
try_again(const struct device *device)
{
	const struct place place = device->place;

	if (attempts[place.root_port] == ATTEMPTS_MAX)
		return false;
	attempts[place.root_port]++;
	look_at(&place, is_connected(&place));
	return true;
}

/*
 * Ports at which something was plugged in or out, and devices that have failed. True if there was
 * any, for events of others may have come meanwhile.
 */
static bool
look_around(void)
{
	bool found = false;

	for (unsigned port = 1; port <= xhci.ports; port++) {
		if (!xhci_port_take_change(&xhci, port))
			continue;
		look_around_root(port);
		found = true;
	}
	for (unsigned i = 0; i < DEVICES_MAX; i++) {
		struct device *device = &devices[i];

		if (device->used && device->failed) {
			found |= try_again(device);
		} else if (device->used && device->changed) {
			look_around_hub(device);
			found = true;
		}
	}
	return found;
}

static bool
key_held(void)
{
	for (unsigned i = 0; i < DEVICES_MAX; i++)
		if (devices[i].used && devices[i].keys.repeating != 0)
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
		while (look_around())
			xhci_poll(&xhci);
		for (unsigned i = 0; i < DEVICES_MAX; i++)
			if (devices[i].used)
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
		look_around_root(port);
	}
	while (look_around())
		xhci_poll(&xhci);
	serve(line);
}
