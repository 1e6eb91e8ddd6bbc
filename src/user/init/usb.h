/*
 * Finding USB controllers, and starting and stopping their drivers.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_USER_INIT_USB_H
#define TINE_USER_INIT_USB_H

#include <exo/pci.h>

#define USB_CONTROLLERS_MAX 4

struct usb_controller {
	struct pci_function function;
	envid_t driver;
};

struct usb {
	struct pci_access access;
	struct usb_controller controllers[USB_CONTROLLERS_MAX];
	unsigned count;
};

/* Start a driver for every xHCI controller. Costs little where there is none. */
void usb_start(struct usb *usb);

/* End the drivers and switch the controllers off: what they may write to was ours all the time. */
void usb_stop(struct usb *usb);

#endif
