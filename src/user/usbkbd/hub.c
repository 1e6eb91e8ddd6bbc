/*
 * Source: USB Specification 2.0, sections 11.23 and 11.24.
 *
 * SPDX-License-Identifier: MIT
 */
#include "hub.h"

#define DESCRIPTOR_HUB      0x29
#define DESCRIPTOR_SIZE     8
#define DESCRIPTOR_PORTS    2 /* in it: how many, */
#define DESCRIPTOR_POWER_UP 5 /* and how long they need to be of use, in 2 ms */

#define GET_HUB_DESCRIPTOR     REQUEST(0xA0u, 6u, DESCRIPTOR_HUB << 8)
#define GET_PORT_STATUS        REQUEST(0xA3u, 0u, 0)
#define SET_PORT_FEATURE(f)    REQUEST(0x23u, 3u, f)
#define CLEAR_PORT_FEATURE(f)  REQUEST(0x23u, 1u, f)
#define FEATURE_RESET          4
#define FEATURE_POWER          8
#define FEATURE_CHANGE_CONNECT 16
#define FEATURE_CHANGE_RESET   20

/* A port's status, and what of it has changed in the upper half. */
#define STATUS_SIZE   4
#define CONNECTED     0x1u
#define ENABLED       0x2u
#define LOW_SPEED     0x200u
#define HIGH_SPEED    0x400u
#define CHANGE(state) ((uint32_t)(state) << 16)
#define RESET_STATE   0x10u

#define DEBOUNCE_MS    100
#define RESET_STEPS_MS 10
#define RESET_STEPS    50

unsigned
hub_count_ports(struct device *hub, struct xhci *xhci)
{
	return device_request(hub, xhci, GET_HUB_DESCRIPTOR, 0, DESCRIPTOR_SIZE)
		       ? device_data(hub)[DESCRIPTOR_PORTS]
		       : 0;
}

void
hub_start(struct device *hub, struct xhci *xhci)
{
	const uint32_t power_up_ms = 2u * device_data(hub)[DESCRIPTOR_POWER_UP];

	for (unsigned port = 1; port <= hub->ports; port++)
		device_request(hub, xhci, SET_PORT_FEATURE(FEATURE_POWER), (uint16_t)port, 0);
	sleep_ms(power_up_ms);
}

/* 0 if the hub does not answer: then nothing is connected. */
static uint32_t
status_of(struct device *hub, struct xhci *xhci, unsigned port)
{
	const uint8_t *data = device_data(hub);

	if (!device_request(hub, xhci, GET_PORT_STATUS, (uint16_t)port, STATUS_SIZE))
		return 0;
	return (uint32_t)data[0] | (uint32_t)data[1] << 8 | (uint32_t)data[2] << 16;
}

struct hub_port
hub_port_look(struct device *hub, struct xhci *xhci, unsigned port)
{
	const uint32_t status = status_of(hub, xhci, port);
	const struct hub_port found = { status & CONNECTED, status & CHANGE(CONNECTED) };

	if (found.changed)
		device_request(hub, xhci, CLEAR_PORT_FEATURE(FEATURE_CHANGE_CONNECT),
			       (uint16_t)port, 0);
	return found;
}

unsigned
hub_port_reset(struct device *hub, struct xhci *xhci, unsigned port)
{
	uint32_t status = 0;

	sleep_ms(DEBOUNCE_MS);
	if (!device_request(hub, xhci, SET_PORT_FEATURE(FEATURE_RESET), (uint16_t)port, 0))
		return 0;
	for (int i = 0; i < RESET_STEPS && !(status & CHANGE(RESET_STATE)); i++) {
		sleep_ms(RESET_STEPS_MS);
		status = status_of(hub, xhci, port);
	}
	device_request(hub, xhci, CLEAR_PORT_FEATURE(FEATURE_CHANGE_RESET), (uint16_t)port, 0);
	if (!(status & ENABLED))
		return 0;
	return status & LOW_SPEED ? SPEED_LOW : status & HIGH_SPEED ? SPEED_HIGH : SPEED_FULL;
}
