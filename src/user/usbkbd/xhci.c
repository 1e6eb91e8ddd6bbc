/*
 * Source: xHCI Specification 1.2, sections 4.2 (initialization), 4.22.1
 * (handoff by firmware), and 5 (registers).
 *
 * SPDX-License-Identifier: MIT
 */
#include "xhci.h"

#include "area.h"

#include <exo/syscall.h>
#include <stdio.h>

/* Capability registers, in bytes. */
#define CAP_LENGTH   0x00
#define CAP_PARAMS_1 0x04
#define CAP_PARAMS_2 0x08
#define CAP_FEATURES 0x10
#define CAP_DOORBELL 0x14
#define CAP_RUNTIME  0x18

#define FEATURE_WIDE_CONTEXTS 0x4u
#define FEATURE_EXTENDED(x)   ((x) >> 16) /* where the extended capabilities are, in words */

#define EXTENDED_LEGACY     1
#define EXTENDED_MAX        64
#define LEGACY_FIRMWARE     0x00010000u
#define LEGACY_SYSTEM       0x01000000u
#define LEGACY_SMI_RESERVED 0x000E1FEEu /* to be kept; all else is enables, or cleared by ones */
#define LEGACY_SMI_EVENTS   0xE0000000u

/* Operational registers, in words. */
enum {
	COMMAND = 0x00 / 4,
	STATUS = 0x04 / 4,
	PAGE_SIZES = 0x08 / 4,
	COMMAND_RING = 0x18 / 4,
	CONTEXTS = 0x30 / 4,
	CONFIGURE = 0x38 / 4,
	PORTS = 0x400 / 4,
};

#define PORT_WORDS 4

#define COMMAND_RUN        0x1u
#define COMMAND_RESET      0x2u
#define COMMAND_INTERRUPTS 0x4u
#define STATUS_HALTED      0x1u
#define STATUS_EVENT       0x8u
#define STATUS_NOT_READY   0x800u

/* Interrupter 0 among the runtime registers, in words. */
enum {
	MANAGEMENT = 0x20 / 4,
	MODERATION = 0x24 / 4,
	SEGMENTS = 0x28 / 4,
	SEGMENT_TABLE = 0x30 / 4,
	DEQUEUE = 0x38 / 4,
};

#define MANAGEMENT_PENDING 0x1u
#define MANAGEMENT_ENABLE  0x2u
#define MODERATION_1_MS    4000u /* in 250 ns */
#define DEQUEUE_BUSY       0x8u

#define PORT_CONNECTED         0x1u
#define PORT_ENABLED           0x2u
#define PORT_RESET             0x10u
#define PORT_POWER             0x200u
#define PORT_SPEED(status)     ((status) >> 10 & 0xF)
#define PORT_CHANGES           0x00FE0000u /* cleared by writing ones */
#define PORT_CONNECTION_CHANGE 0x00020000u
#define PORT_RESET_CHANGE      0x00200000u
#define PORT_KEPT              0x0E00C200u /* what a write must leave as it is */

#define WAIT_NS     1000000000ull
#define DEBOUNCE_MS 100 /* USB 2.0, section 7.1.7.3 */
#define RECOVERY_MS 10  /* after a reset */

uint64_t
now_ns(void)
{
	uint64_t now = 0;

	sys_time_ns(&now);
	return now;
}

void
sleep_ms(uint32_t milliseconds)
{
	const uint64_t until = now_ns() + milliseconds * 1000000ull;

	sys_sleep_until((uint32_t)until, (uint32_t)(until >> 32));
}

static uint32_t
capability(const struct xhci *xhci, unsigned offset)
{
	return *(volatile uint32_t *)(xhci->registers + offset);
}

static void
write_wide(volatile uint32_t *place, uint64_t value)
{
	place[0] = (uint32_t)value;
	place[1] = (uint32_t)(value >> 32);
}

static bool
wait_for(const volatile uint32_t *place, uint32_t mask, uint32_t wanted)
{
	const uint64_t end_ns = now_ns() + WAIT_NS;

	while ((*place & mask) != wanted) {
		if (now_ns() > end_ns)
			return false;
		sleep_ms(1);
	}
	return true;
}

static void
take_from_firmware(struct xhci *xhci)
{
	uint32_t offset = FEATURE_EXTENDED(capability(xhci, CAP_FEATURES)) * 4, next;

	for (int i = 0; i < EXTENDED_MAX && offset != 0 && offset <= xhci->size_bytes - 8; i++) {
		volatile uint32_t *place = (volatile uint32_t *)(xhci->registers + offset);

		if ((*place & 0xFF) == EXTENDED_LEGACY) {
			*place |= LEGACY_SYSTEM;
			/* If it does not let go, it is taken all the same. */
			wait_for(place, LEGACY_FIRMWARE, 0);
			place[1] = (place[1] & LEGACY_SMI_RESERVED) | LEGACY_SMI_EVENTS;
		}
		next = (*place >> 8 & 0xFF) * 4;
		offset = next != 0 ? offset + next : 0;
	}
}

static bool
reset(struct xhci *xhci)
{
	volatile uint32_t *operational = xhci->operational;

	operational[COMMAND] &= ~COMMAND_RUN;
	if (!wait_for(&operational[STATUS], STATUS_HALTED, STATUS_HALTED))
		return false;
	operational[COMMAND] = COMMAND_RESET;
	sleep_ms(1); /* some must not be asked at once */
	return wait_for(&operational[COMMAND], COMMAND_RESET, 0) &&
	       wait_for(&operational[STATUS], STATUS_NOT_READY, 0);
}

/* Find the register blocks; false if they are not all within what is mapped. */
static bool
find_registers(struct xhci *xhci)
{
	const uint32_t length = capability(xhci, CAP_LENGTH) & 0xFF;
	const uint32_t runtime = capability(xhci, CAP_RUNTIME) & ~0x1Fu;
	const uint32_t doorbells = capability(xhci, CAP_DOORBELL) & ~0x3u;
	const uint32_t size = xhci->size_bytes;

	xhci->ports = capability(xhci, CAP_PARAMS_1) >> 24;
	xhci->context_size = capability(xhci, CAP_FEATURES) & FEATURE_WIDE_CONTEXTS ? 64 : 32;
	xhci->operational = (volatile uint32_t *)(xhci->registers + length);
	xhci->runtime = (volatile uint32_t *)(xhci->registers + runtime);
	xhci->doorbells = (volatile uint32_t *)(xhci->registers + doorbells);
	return length >= 0x20 && length + PORTS * 4 + xhci->ports * PORT_WORDS * 4 <= size &&
	       runtime <= size - 0x40 && doorbells <= size - 0x400;
}

/* Scratch pages are the area's last ones. */
static void
give_memory(struct xhci *xhci)
{
	const struct area_directory *directory = area_page(AREA_DIRECTORY);
	uint64_t *contexts = area_page(AREA_CONTEXTS), *scratch = area_page(AREA_SCRATCH);
	uint32_t *segment = (uint32_t *)((uint8_t *)contexts + SEGMENT_OFFSET);
	volatile uint32_t *operational = xhci->operational, *runtime = xhci->runtime;

	for (unsigned page = AREA_FIXED; page < directory->page_count; page++)
		scratch[page - AREA_FIXED] = directory->physical[page];
	if (directory->page_count > AREA_FIXED)
		contexts[0] = area_physical(scratch);
	ring_init(&xhci->commands, area_page(AREA_COMMANDS),
		  area_physical(area_page(AREA_COMMANDS)));
	ring_init(&xhci->events, area_page(AREA_EVENTS), 0);
	segment[0] = (uint32_t)area_physical(area_page(AREA_EVENTS));
	segment[2] = RING_TRBS;

	operational[CONFIGURE] = DEVICES_MAX;
	write_wide(&operational[CONTEXTS], area_physical(contexts));
	write_wide(&operational[COMMAND_RING], area_physical(area_page(AREA_COMMANDS)) | 1);
	runtime[SEGMENTS] = 1;
	write_wide(&runtime[DEQUEUE], area_physical(area_page(AREA_EVENTS)));
	write_wide(&runtime[SEGMENT_TABLE], area_physical(segment));
	runtime[MODERATION] = MODERATION_1_MS;
	runtime[MANAGEMENT] = MANAGEMENT_PENDING | MANAGEMENT_ENABLE;
}

static volatile uint32_t *
port_status(struct xhci *xhci, unsigned port)
{
	return &xhci->operational[PORTS + (port - 1) * PORT_WORDS];
}

bool
xhci_start(struct xhci *xhci)
{
	if (!find_registers(xhci)) {
		printf("usbkbd: this is no xHCI controller\n");
		return false;
	}
	take_from_firmware(xhci);
	if (!reset(xhci) || !(xhci->operational[PAGE_SIZES] & 1)) {
		printf("usbkbd: the controller does not obey\n");
		return false;
	}
	give_memory(xhci);
	xhci->operational[COMMAND] = COMMAND_RUN | COMMAND_INTERRUPTS;
	for (unsigned port = 1; port <= xhci->ports; port++)
		*port_status(xhci, port) = (*port_status(xhci, port) & PORT_KEPT) | PORT_POWER;
	return wait_for(&xhci->operational[STATUS], STATUS_HALTED, 0);
}

static void
note_event(struct xhci *xhci, const struct trb *event)
{
	switch (TRB_TYPE_OF(event)) {
	case TRB_COMMAND_EVENT:
		xhci->command_event = *event;
		xhci->command_ended = true;
		break;
	case TRB_TRANSFER_EVENT:
		if (TRB_ENDPOINT_OF(event) == 1) {
			xhci->control_event = *event;
			xhci->control_ended = true;
		} else {
			xhci->report(xhci, TRB_SLOT_OF(event), event);
		}
		break;
	}
}

bool
xhci_poll(struct xhci *xhci)
{
	struct trb event;
	unsigned taken = 0;

	/* One round at most, so that a controller gone mad does not keep us here. */
	while (taken < RING_TRBS && ring_take(&xhci->events, &event)) {
		taken++;
		note_event(xhci, &event);
	}
	if (taken > 0)
		write_wide(&xhci->runtime[DEQUEUE],
			   area_physical(&xhci->events.trbs[xhci->events.next]) | DEQUEUE_BUSY);
	return taken > 0;
}

void
xhci_acknowledge(struct xhci *xhci)
{
	xhci->operational[STATUS] = STATUS_EVENT;
	xhci->runtime[MANAGEMENT] = MANAGEMENT_PENDING | MANAGEMENT_ENABLE;
}

bool
xhci_wait(struct xhci *xhci, const bool *flag)
{
	const uint64_t end_ns = now_ns() + WAIT_NS;

	while (!*flag) {
		if (!xhci_poll(xhci)) {
			if (now_ns() > end_ns)
				return false;
			sleep_ms(1);
		}
	}
	return true;
}

unsigned
xhci_command(struct xhci *xhci, const struct trb *command)
{
	xhci->command_ended = false;
	ring_put(&xhci->commands, command);
	xhci->doorbells[0] = 0;
	return xhci_wait(xhci, &xhci->command_ended) ? TRB_CODE_OF(&xhci->command_event) : 0;
}

void
xhci_ring(struct xhci *xhci, unsigned slot, unsigned endpoint)
{
	xhci->doorbells[slot] = endpoint;
}

bool
xhci_port_connected(struct xhci *xhci, unsigned port)
{
	return *port_status(xhci, port) & PORT_CONNECTED;
}

bool
xhci_port_take_change(struct xhci *xhci, unsigned port)
{
	volatile uint32_t *status = port_status(xhci, port);
	const uint32_t found = *status;

	if (found & PORT_CHANGES)
		*status = found & (PORT_KEPT | PORT_CHANGES);
	return found & PORT_CONNECTION_CHANGE;
}

unsigned
xhci_port_reset(struct xhci *xhci, unsigned port)
{
	volatile uint32_t *status = port_status(xhci, port);

	sleep_ms(DEBOUNCE_MS);
	if (!(*status & PORT_CONNECTED))
		return 0;
	/* USB 3 ports enable themselves; on others the device has to forget its address. */
	if (!(*status & PORT_ENABLED) || PORT_SPEED(*status) < SPEED_SUPER) {
		*status = (*status & PORT_KEPT) | PORT_RESET;
		if (!wait_for(status, PORT_RESET_CHANGE, PORT_RESET_CHANGE))
			return 0;
		*status = (*status & PORT_KEPT) | PORT_RESET_CHANGE;
		sleep_ms(RECOVERY_MS);
	}
	return *status & PORT_ENABLED ? PORT_SPEED(*status) : 0;
}
