/*
 * A device on a port: found out what it is, and if a keyboard, made to report.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_USER_USBKBD_DEVICE_H
#define TINE_USER_USBKBD_DEVICE_H

#include "descriptor.h"
#include "keys.h"
#include "xhci.h"

struct device {
	unsigned port; /* 0: this place is free */
	unsigned slot;
	unsigned speed;
	uint8_t *pages; /* DEVICE_PAGES of the area */
	struct ring control, reports;
	struct keyboard_interface interface;
	struct keys keys;
	uint64_t repeat_ns; /* when the key that is held is to be pressed again */
	bool failed;        /* it reports no more */
};

/*
 * Set up what is connected to a port. False: it is no keyboard, or does not
 * answer; then it is left alone, and the place is free.
 */
bool device_attach(struct device *device, struct xhci *xhci, unsigned port);

/* Forget it, and let go of the keys it held. */
void device_detach(struct device *device, struct xhci *xhci);

/* A report has come, or has failed to. */
void device_report(struct device *device, struct xhci *xhci, const struct trb *event);

/* Press the key that is held again, if it is time. */
void device_repeat(struct device *device, uint64_t time_ns);

#endif
