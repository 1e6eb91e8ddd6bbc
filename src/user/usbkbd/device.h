/*
 * A device: found out what it is, and if a keyboard or a hub, made to report.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_USER_USBKBD_DEVICE_H
#define TINE_USER_USBKBD_DEVICE_H

#include "descriptor.h"
#include "keys.h"
#include "xhci.h"

/* Where a device is plugged in. */
struct place {
	unsigned root_port;
	struct device *hub; /* or null: on the root port itself */
	unsigned port;      /* of the hub */
};

#define ROUTE_DEPTH 5 /* hubs in a row, as USB allows */

struct device {
	bool used;
	struct place place;
	unsigned depth; /* how many hubs are before it */
	uint32_t route; /* the hubs' ports, four bits each, as the controller wants it */
	unsigned slot;
	unsigned speed;
	uint8_t *pages; /* DEVICE_PAGES of the area */
	struct ring control, reports;
	struct device_interface interface;
	bool failed;        /* it reports no more */
	struct keys keys;   /* a keyboard's */
	uint64_t repeat_ns; /* when the key that is held is to be pressed again */
	unsigned ports;     /* a hub's */
	bool changed;       /* a hub has reported that something is new, */
	bool known;         /* and all of its ports have been looked at before */
};

/*
 * Set up what is plugged in at a place, has been reset, and has this speed. False: it is of no kind
 * known here, or does not answer; then it is left alone.
 */
bool device_attach(struct device *device, struct xhci *xhci, const struct place *place,
		   unsigned speed);

/* Forget it, and let go of the keys it held. */
void device_detach(struct device *device, struct xhci *xhci);

/* A report has come, or has failed to. A hub's next one has to be asked for. */
void device_report(struct device *device, struct xhci *xhci, const struct trb *event);
void device_expect_report(struct device *device, struct xhci *xhci);

/* Press the key that is held again, if it is time. */
void device_repeat(struct device *device, uint64_t time_ns);

/* A request on endpoint 0. What it is: see REQUEST. What it gives is in the device's data page. */
#define REQUEST(type, request, value) ((type) | (request) << 8 | (uint32_t)(value) << 16)
bool device_request(struct device *device, struct xhci *xhci, uint32_t what, uint16_t index,
		    uint16_t length);
const uint8_t *device_data(const struct device *device);

#endif
