/*
 * Source: xHCI Specification 1.2, sections 4.3 (device initialization) and 6.2
 * (contexts); HID Specification 1.11, section 7.2.
 *
 * SPDX-License-Identifier: MIT
 */
#include "device.h"

#include "area.h"
#include "hub.h"

#include <exo/syscall.h>
#include <stdio.h>
#include <string.h>

#define REPEAT_DELAY_NS 500000000ull
#define REPEAT_EVERY_NS 33000000ull

#define GET_DESCRIPTOR(type)     REQUEST(0x80u, 6u, (type) << 8)
#define SET_CONFIGURATION(value) REQUEST(0x00u, 9u, value)
#define SET_PROTOCOL_BOOT        REQUEST(0x21u, 11u, 0)
#define SET_IDLE_FOREVER         REQUEST(0x21u, 10u, 0) /* reports come when something changes */

#define SETUP_SIZE       8
#define SETUP_NO_DATA    0x00000u
#define SETUP_DATA_IN    0x30000u
#define CONTROL_ENDPOINT 1

/* Contexts, by number in an input context, and words of them. */
enum { INPUT_CONTROL, INPUT_SLOT, INPUT_ENDPOINT_0 };
#define ADD(context)                (1u << (context))
#define SLOT_SPEED(speed)           ((speed) << 20)
#define SLOT_ENTRIES(count)         ((uint32_t)(count) << 27)
#define SLOT_PORT(port)             ((uint32_t)(port) << 16)
#define SLOT_HUB                    (1u << 26)
#define SLOT_HUB_PORTS(count)       ((uint32_t)(count) << 24)
#define SLOT_TRANSLATOR(slot, port) ((uint32_t)(slot) | (uint32_t)(port) << 8)
#define ENDPOINT_RETRIES            (3u << 1)
#define ENDPOINT_CONTROL            (4u << 3)
#define ENDPOINT_INTERRUPT_IN       (7u << 3)
#define ENDPOINT_PACKET(size)       ((uint32_t)(size) << 16)
#define ENDPOINT_INTERVAL(exp)      ((uint32_t)(exp) << 16)
#define ENDPOINT_CYCLE              1u
#define ENDPOINT_ID(number)         (2 * (number) + 1) /* of an IN endpoint */

#define DATA_MAX      1024 /* of a configuration */
#define HUB_PORTS_MAX 15   /* the route has four bits for one */
#define REPORT_MAX    64   /* more than a keyboard's report */

static uint8_t *
page_of(const struct device *device, unsigned number)
{
	return device->pages + number * PGSIZE;
}

static uint32_t *
input_context(const struct device *device, const struct xhci *xhci, unsigned number)
{
	return (uint32_t *)(page_of(device, DEVICE_INPUT) + number * xhci->context_size);
}

static struct trb
on_slot(unsigned type, unsigned slot, const void *input)
{
	const uint64_t physical = input != NULL ? area_physical(input) : 0;

	return (struct trb){
		.parameter_low = (uint32_t)physical,
		.parameter_high = (uint32_t)(physical >> 32),
		.control = TRB_TYPE(type) | TRB_SLOT(slot),
	};
}

static bool
command_on_slot(const struct device *device, struct xhci *xhci, unsigned type, bool with_input)
{
	const struct trb command =
		on_slot(type, device->slot, with_input ? page_of(device, DEVICE_INPUT) : NULL);

	return xhci_command(xhci, &command) == CODE_SUCCESS;
}

const uint8_t *
device_data(const struct device *device)
{
	return page_of(device, DEVICE_DATA);
}

bool
device_request(struct device *device, struct xhci *xhci, uint32_t what, uint16_t index,
	       uint16_t length)
{
	uint8_t *data = page_of(device, DEVICE_DATA);
	const uint64_t physical = area_physical(data);
	unsigned code;

	memset(data, 0, DATA_MAX);
	ring_put(&device->control, &(struct trb){
					   .parameter_low = what,
					   .parameter_high = index | (uint32_t)length << 16,
					   .status = SETUP_SIZE,
					   .control = TRB_TYPE(TRB_SETUP) | TRB_IMMEDIATE |
						      (length > 0 ? SETUP_DATA_IN : SETUP_NO_DATA),
				   });
	if (length > 0)
		ring_put(&device->control, &(struct trb){
						   .parameter_low = (uint32_t)physical,
						   .parameter_high = (uint32_t)(physical >> 32),
						   .status = length,
						   .control = TRB_TYPE(TRB_DATA) | TRB_IN,
					   });
	ring_put(&device->control, &(struct trb){
					   .control = TRB_TYPE(TRB_STATUS) | TRB_INTERRUPT |
						      (length > 0 ? 0 : TRB_IN),
				   });
	xhci->control_ended = false;
	xhci_ring(xhci, device->slot, CONTROL_ENDPOINT);
	if (!xhci_wait(xhci, &xhci->control_ended))
		return false;
	code = TRB_CODE_OF(&xhci->control_event);
	return code == CODE_SUCCESS || code == CODE_SHORT_PACKET;
}

static unsigned
first_packet_size(unsigned speed)
{
	return speed >= SPEED_SUPER ? 512 : speed == SPEED_HIGH ? 64 : 8;
}

static void
fill_endpoint(uint32_t *context, const volatile struct trb *ring, uint32_t type, unsigned packet)
{
	const uint64_t physical = area_physical(ring);

	context[1] = ENDPOINT_RETRIES | type | ENDPOINT_PACKET(packet);
	context[2] = (uint32_t)physical | ENDPOINT_CYCLE;
	context[3] = (uint32_t)(physical >> 32);
}

/*
 * The hub that speaks high speed towards the controller and this device's own
 * towards it: the nearest such one before it, with the port there; null: none.
 */
static const struct device *
translator_of(const struct device *device, unsigned *port)
{
	const struct device *hub = device->place.hub;

	*port = device->place.port;
	if (device->speed >= SPEED_HIGH)
		return NULL;
	while (hub != NULL && hub->speed != SPEED_HIGH) {
		*port = hub->place.port;
		hub = hub->place.hub;
	}
	return hub;
}

static void
fill_slot(const struct device *device, const struct xhci *xhci, unsigned last_context)
{
	uint32_t *context = input_context(device, xhci, INPUT_SLOT);
	unsigned port;
	const struct device *translator = translator_of(device, &port);

	context[0] = SLOT_SPEED(device->speed) | SLOT_ENTRIES(last_context) | device->route;
	context[1] = SLOT_PORT(device->place.root_port);
	if (device->ports > 0) {
		context[0] |= SLOT_HUB;
		context[1] |= SLOT_HUB_PORTS(device->ports);
	}
	if (translator != NULL)
		context[2] = SLOT_TRANSLATOR(translator->slot, port);
}

/* An address on the bus, and endpoint 0. */
static bool
address(struct device *device, struct xhci *xhci)
{
	const struct trb enable = { .control = TRB_TYPE(TRB_ENABLE_SLOT) };
	uint64_t *contexts = area_page(AREA_CONTEXTS);
	uint32_t *context;

	if (xhci_command(xhci, &enable) != CODE_SUCCESS)
		return false;
	device->slot = TRB_SLOT_OF(&xhci->command_event);
	if (device->slot == 0 || device->slot > DEVICES_MAX)
		return false;
	contexts[device->slot] = area_physical(page_of(device, DEVICE_CONTEXT));
	context = input_context(device, xhci, INPUT_CONTROL);
	context[1] = ADD(0) | ADD(1);
	fill_slot(device, xhci, 1);
	context = input_context(device, xhci, INPUT_ENDPOINT_0);
	fill_endpoint(context, device->control.trbs, ENDPOINT_CONTROL,
		      first_packet_size(device->speed));
	context[4] = SETUP_SIZE;
	return command_on_slot(device, xhci, TRB_ADDRESS_DEVICE, true);
}

/* At full speed only the device knows how large packets on endpoint 0 may be. */
static bool
learn_packet_size(struct device *device, struct xhci *xhci)
{
	uint32_t *context = input_context(device, xhci, INPUT_ENDPOINT_0);
	unsigned size;

	if (!device_request(device, xhci, GET_DESCRIPTOR(DESCRIPTOR_DEVICE), 0, 8))
		return false;
	size = page_of(device, DEVICE_DATA)[DEVICE_PACKET_OFFSET];
	if (device->speed != SPEED_FULL || size == first_packet_size(SPEED_FULL))
		return true;
	if (size != 16 && size != 32 && size != 64)
		return false;
	context[1] = (context[1] & 0xFFFF) | ENDPOINT_PACKET(size);
	input_context(device, xhci, INPUT_CONTROL)[1] = ADD(1);
	return command_on_slot(device, xhci, TRB_EVALUATE_CONTEXT, true);
}

static bool
find_interface(struct device *device, struct xhci *xhci)
{
	const uint32_t get = GET_DESCRIPTOR(DESCRIPTOR_CONFIGURATION);
	const uint8_t *data = page_of(device, DEVICE_DATA);
	size_t size;

	if (!device_request(device, xhci, get, 0, CONFIGURATION_SIZE))
		return false;
	size = configuration_size(data, CONFIGURATION_SIZE);
	if (size > DATA_MAX)
		size = DATA_MAX;
	return size > 0 && device_request(device, xhci, get, 0, (uint16_t)size) &&
	       configuration_find(data, size, &device->interface);
}

void
device_expect_report(struct device *device, struct xhci *xhci)
{
	const uint64_t physical = area_physical(page_of(device, DEVICE_DATA) + DATA_MAX);

	ring_put(&device->reports, &(struct trb){
					   .parameter_low = (uint32_t)physical,
					   .parameter_high = (uint32_t)(physical >> 32),
					   .status = device->interface.packet_size,
					   .control = TRB_TYPE(TRB_NORMAL) | TRB_INTERRUPT,
				   });
	xhci_ring(xhci, device->slot, ENDPOINT_ID(device->interface.endpoint));
}

static bool
configure(struct device *device, struct xhci *xhci)
{
	const struct device_interface *interface = &device->interface;
	const unsigned id = ENDPOINT_ID(interface->endpoint);
	uint32_t *context;

	if (!device_request(device, xhci, SET_CONFIGURATION(interface->configuration), 0, 0))
		return false;
	if (interface->kind == DEVICE_HUB) {
		device->ports = hub_count_ports(device, xhci);
		if (device->ports == 0 || device->ports > HUB_PORTS_MAX)
			return false;
	}
	input_context(device, xhci, INPUT_CONTROL)[1] = ADD(0) | ADD(id);
	fill_slot(device, xhci, id);
	context = input_context(device, xhci, INPUT_CONTROL + 1 + id);
	fill_endpoint(context, device->reports.trbs, ENDPOINT_INTERRUPT_IN, interface->packet_size);
	context[0] = ENDPOINT_INTERVAL(
		interval_exponent(interface->interval, device->speed >= SPEED_HIGH));
	context[4] = interface->packet_size | (uint32_t)interface->packet_size << 16;
	if (!command_on_slot(device, xhci, TRB_CONFIGURE_ENDPOINT, true))
		return false;
	if (interface->kind == DEVICE_HUB) {
		hub_start(device, xhci);
		device->changed = true;
		return true;
	}
	if (!device_request(device, xhci, SET_PROTOCOL_BOOT, interface->interface, 0))
		return false;
	/* Not all keyboards know this one; those repeat their reports. */
	device_request(device, xhci, SET_IDLE_FOREVER, interface->interface, 0);
	device_expect_report(device, xhci);
	return true;
}

static void
disable_slot(struct device *device, struct xhci *xhci)
{
	uint64_t *contexts = area_page(AREA_CONTEXTS);

	if (device->slot == 0 || device->slot > DEVICES_MAX)
		return;
	command_on_slot(device, xhci, TRB_DISABLE_SLOT, false);
	contexts[device->slot] = 0;
}

bool
device_attach(struct device *device, struct xhci *xhci, const struct place *place, unsigned speed)
{
	uint8_t *const pages = device->pages;
	const struct device *hub = place->hub;

	memset(pages, 0, DEVICE_PAGES * PGSIZE);
	*device = (struct device){ .used = true, .place = *place, .speed = speed, .pages = pages };
	if (hub != NULL) {
		device->depth = hub->depth + 1;
		device->route = hub->route | (uint32_t)place->port << 4 * hub->depth;
	}
	ring_init(&device->control, (struct trb *)page_of(device, DEVICE_CONTROL),
		  area_physical(page_of(device, DEVICE_CONTROL)));
	ring_init(&device->reports, (struct trb *)page_of(device, DEVICE_REPORTS),
		  area_physical(page_of(device, DEVICE_REPORTS)));
	if (device->depth <= ROUTE_DEPTH && address(device, xhci) &&
	    learn_packet_size(device, xhci) && find_interface(device, xhci) &&
	    device->interface.packet_size <= REPORT_MAX && configure(device, xhci))
		return true;
	disable_slot(device, xhci);
	device->used = false;
	return false;
}

static void
press(const uint8_t *codes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		sys_key_input(codes[i]);
}

static void
take_report(struct device *device, const uint8_t report[REPORT_SIZE])
{
	const uint8_t held = device->keys.repeating;
	uint8_t codes[CODES_MAX];

	press(codes, keys_report(&device->keys, report, codes));
	if (device->keys.repeating != held)
		device->repeat_ns = now_ns() + REPEAT_DELAY_NS;
}

void
device_detach(struct device *device, struct xhci *xhci)
{
	static const uint8_t nothing[REPORT_SIZE];

	take_report(device, nothing);
	disable_slot(device, xhci);
	device->used = false;
}

void
device_report(struct device *device, struct xhci *xhci, const struct trb *event)
{
	const uint8_t *data = page_of(device, DEVICE_DATA) + DATA_MAX;
	const unsigned code = TRB_CODE_OF(event);
	uint8_t report[REPORT_SIZE];

	if (code != CODE_SUCCESS && code != CODE_SHORT_PACKET) {
		device->failed = true;
		return;
	}
	if (device->interface.kind == DEVICE_HUB) {
		device->changed = true;
		return;
	}
	memcpy(report, data, sizeof(report));
	if (TRB_LEFT_OF(event) + REPORT_SIZE <= device->interface.packet_size)
		take_report(device, report);
	device_expect_report(device, xhci);
}

void
device_repeat(struct device *device, uint64_t time_ns)
{
	uint8_t codes[CODES_MAX];

	if (device->keys.repeating == 0 || time_ns < device->repeat_ns)
		return;
	press(codes, keys_repeat(&device->keys, codes));
	device->repeat_ns = time_ns + REPEAT_EVERY_NS;
}
