/*
 * Reading configurations. Touches no hardware; tested on the host.
 *
 * SPDX-License-Identifier: MIT
 */
#include "descriptor.h"

#define INTERFACE 4
#define ENDPOINT  5

#define INTERFACE_SIZE 9
#define ENDPOINT_SIZE  7

#define CLASS_HID         3
#define SUBCLASS_BOOT     1
#define PROTOCOL_KEYBOARD 1

#define ENDPOINT_IN        0x80
#define ENDPOINT_NUMBER    0x0F
#define ENDPOINT_TYPE      0x03
#define ENDPOINT_INTERRUPT 0x03
#define PACKET_SIZE_MASK   0x7FF
#define REPORT_SIZE        8

size_t
configuration_size(const uint8_t *bytes, size_t size_bytes)
{
	if (size_bytes < CONFIGURATION_SIZE || bytes[0] < CONFIGURATION_SIZE ||
	    bytes[1] != DESCRIPTOR_CONFIGURATION)
		return 0;
	return (size_t)bytes[2] | (size_t)bytes[3] << 8;
}

static bool
is_keyboard(const uint8_t *interface)
{
	return interface[3] == 0 && interface[5] == CLASS_HID && interface[6] == SUBCLASS_BOOT &&
	       interface[7] == PROTOCOL_KEYBOARD;
}

static bool
is_for_reports(const uint8_t *endpoint)
{
	return (endpoint[2] & ENDPOINT_IN) && (endpoint[2] & ENDPOINT_NUMBER) != 0 &&
	       (endpoint[3] & ENDPOINT_TYPE) == ENDPOINT_INTERRUPT;
}

bool
configuration_keyboard(const uint8_t *bytes, size_t size_bytes, struct keyboard_interface *keyboard)
{
	bool in_keyboard = false;

	if (configuration_size(bytes, size_bytes) == 0)
		return false;
	*keyboard = (struct keyboard_interface){ .configuration = bytes[5] };
	for (size_t at = 0; size_bytes - at >= 2; at += bytes[at]) {
		const uint8_t *descriptor = bytes + at;

		if (descriptor[0] < 2 || descriptor[0] > size_bytes - at)
			return false;
		if (descriptor[1] == INTERFACE && descriptor[0] >= INTERFACE_SIZE) {
			in_keyboard = is_keyboard(descriptor);
			keyboard->interface = descriptor[2];
		} else if (descriptor[1] == ENDPOINT && descriptor[0] >= ENDPOINT_SIZE &&
			   in_keyboard && is_for_reports(descriptor)) {
			keyboard->endpoint = descriptor[2] & ENDPOINT_NUMBER;
			keyboard->packet_size =
				(uint16_t)((descriptor[4] | descriptor[5] << 8) & PACKET_SIZE_MASK);
			keyboard->interval = descriptor[6];
			return keyboard->packet_size >= REPORT_SIZE;
		}
	}
	return false;
}

unsigned
interval_exponent(uint8_t interval, bool fast)
{
	unsigned exponent = 3; /* a millisecond */

	if (fast)
		return interval == 0 ? 0 : interval > 16 ? 15 : interval - 1u;
	while (exponent < 10 && 2u << (exponent - 3) <= interval)
		exponent++;
	return exponent;
}
