/*
 * What a device says it is.
 *
 * Source: USB Specification 2.0, section 9.6; HID Specification 1.11, appendix B.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_USER_USBKBD_DESCRIPTOR_H
#define TINE_USER_USBKBD_DESCRIPTOR_H

#include <abi/types.h>

#define DESCRIPTOR_DEVICE        1
#define DESCRIPTOR_CONFIGURATION 2
#define CONFIGURATION_SIZE       9 /* of the part that tells the size of the whole */
#define DEVICE_PACKET_OFFSET     7 /* of the packet size of endpoint 0 in a device descriptor */

/* What is driven here: keyboards with the simple protocol that firmware uses, and hubs. */
enum device_kind { DEVICE_KEYBOARD, DEVICE_HUB, DEVICE_KINDS };

/* Its interface, and the endpoint by which it reports. */
struct device_interface {
	enum device_kind kind;
	uint8_t configuration, interface;
	uint8_t endpoint; /* its number; it is an IN endpoint */
	uint8_t interval; /* as the descriptor has it */
	uint16_t packet_size;
};

/* The size in bytes of the configuration that begins so, 0 if it does not. */
size_t configuration_size(const uint8_t *bytes, size_t size_bytes);

/* Find the first keyboard or hub in a configuration. The bytes may be anything. */
bool configuration_find(const uint8_t *bytes, size_t size_bytes, struct device_interface *found);

/*
 * The controller's measure of an interrupt endpoint's interval, as the exponent of two in units of
 * 125 microseconds. Fast: high speed and above.
 */
unsigned interval_exponent(uint8_t interval, bool fast);

#endif
