/*
 * An xHCI controller: registers, commands, events, ports.
 *
 * Nothing that a controller does or does not do keeps the driver waiting for
 * more than a second, but for its events.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_USER_USBKBD_XHCI_H
#define TINE_USER_USBKBD_XHCI_H

#include "ring.h"

#include <stdbool.h>

struct xhci {
	volatile uint8_t *registers; /* capability registers, and from here on all others */
	uint32_t size_bytes;         /* of them */
	volatile uint32_t *operational, *runtime, *doorbells;
	unsigned ports;
	size_t context_size; /* of one context of a device: 32 or 64 */
	struct ring commands, events;
	/* The event that ended the last command, and the last transfer on a control endpoint. */
	struct trb command_event, control_event;
	bool command_ended, control_ended;
	/* What to do with an event of any other endpoint. */
	void (*report)(struct xhci *xhci, unsigned slot, const struct trb *event);
};

/* Take the controller over from firmware and start it. False, with a message: it does not obey. */
bool xhci_start(struct xhci *xhci);

/* Deal with the events that have come. False: none had. */
bool xhci_poll(struct xhci *xhci);

/* The interrupt has been received: let there be others. */
void xhci_acknowledge(struct xhci *xhci);

/* Give a command, wait for its end; its completion code, or 0 if it does not end. */
unsigned xhci_command(struct xhci *xhci, const struct trb *command);

/* Tell the controller of new blocks on the ring of a slot's endpoint. */
void xhci_ring(struct xhci *xhci, unsigned slot, unsigned endpoint);

/* Wait until *flag is set by an event; false if it takes too long. */
bool xhci_wait(struct xhci *xhci, const bool *flag);

/* Ports count from 1. Speeds as the controller numbers them. */
enum { SPEED_FULL = 1, SPEED_LOW, SPEED_HIGH, SPEED_SUPER };
bool xhci_port_connected(struct xhci *xhci, unsigned port);
bool xhci_port_take_change(struct xhci *xhci, unsigned port); /* plugged in or out since */

/* Reset what is connected, if need be; its speed, or 0 if it does not answer. */
unsigned xhci_port_reset(struct xhci *xhci, unsigned port);

void sleep_ms(uint32_t milliseconds);
uint64_t now_ns(void);

#endif
