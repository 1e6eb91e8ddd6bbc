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

#define ENDPOINT_IN        0x80
#define ENDPOINT_NUMBER    0x0F
#define ENDPOINT_TYPE      0x03
#define ENDPOINT_INTERRUPT 0x03
#define PACKET_SIZE_MASK   0x7FF

/* How an interface says that it is of a kind, and the least that its reports have to hold. */
static const struct {
	uint8_t class, subclass, protocol;
	bool any_protocol;
	uint8_t report_size;
} kinds[DEVICE_KINDS] = {
	[DEVICE_KEYBOARD] = { .class = 3, .subclass = 1, .protocol = 1, .report_size = 8 },
	[DEVICE_HUB] = { .class = 9, .any_protocol = true, .report_size = 1 },
};

size_t
configuration_size(const uint8_t *bytes, size_t size_bytes)
{
	if (size_bytes < CONFIGURATION_SIZE || bytes[0] < CONFIGURATION_SIZE ||
	    bytes[1] != DESCRIPTOR_CONFIGURATION)
		return 0;
	return (size_t)bytes[2] | (size_t)bytes[3] << 8;
}

/* The kind of an interface in its first setting, or DEVICE_KINDS. */
static enum device_kind
kind_of(const uint8_t *interface)
{
	unsigned kind = 0;

	if (interface[3] != 0)
		return DEVICE_KINDS;
	while (kind < DEVICE_KINDS &&
	       (interface[5] != kinds[kind].class || interface[6] != kinds[kind].subclass ||
		(interface[7] != kinds[kind].protocol && !kinds[kind].any_protocol)))
		kind++;
	return (enum device_kind)kind;
}

static bool
is_for_reports(const uint8_t *endpoint)
{
	return (endpoint[2] & ENDPOINT_IN) && (endpoint[2] & ENDPOINT_NUMBER) != 0 &&
	       (endpoint[3] & ENDPOINT_TYPE) == ENDPOINT_INTERRUPT;
}

bool
configuration_find(const uint8_t *bytes, size_t size_bytes, struct device_interface *found)
{
	enum device_kind kind = DEVICE_KINDS;

	if (configuration_size(bytes, size_bytes) == 0)
		return false;
	*found = (struct device_interface){ .configuration = bytes[5] };
	for (size_t at = 0; size_bytes - at >= 2; at += bytes[at]) {
		const uint8_t *descriptor = bytes + at;

		if (descriptor[0] < 2 || descriptor[0] > size_bytes - at)
			return false;
		if (descriptor[1] == INTERFACE && descriptor[0] >= INTERFACE_SIZE) {
			kind = kind_of(descriptor);
			found->interface = descriptor[2];
		} else if (descriptor[1] == ENDPOINT && descriptor[0] >= ENDPOINT_SIZE &&
			   kind != DEVICE_KINDS && is_for_reports(descriptor)) {
			found->kind = kind;
			found->endpoint = descriptor[2] & ENDPOINT_NUMBER;
			found->packet_size =
				(uint16_t)((descriptor[4] | descriptor[5] << 8) & PACKET_SIZE_MASK);
			found->interval = descriptor[6];
			return found->packet_size >= kinds[kind].report_size;
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
