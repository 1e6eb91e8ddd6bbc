/*
 * Hubs: devices with ports of their own.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_USER_USBKBD_HUB_H
#define TINE_USER_USBKBD_HUB_H

#include "device.h"

/* How many ports a configured hub has; 0: it does not say. */
unsigned hub_count_ports(struct device *hub, struct xhci *xhci);

/* Switch all ports on. */
void hub_start(struct device *hub, struct xhci *xhci);

/* What is at a port, and whether it was plugged in or out since one last asked. */
struct hub_port {
	bool connected, changed;
};
struct hub_port hub_port_look(struct device *hub, struct xhci *xhci, unsigned port);

/* Reset what is connected; its speed, or 0 if it does not answer. */
unsigned hub_port_reset(struct device *hub, struct xhci *xhci, unsigned port);

#endif
