/*
 * Finding a keyboard in USB configurations, sound and damaged ones.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>
#include <user/usbkbd/descriptor.h>

/* As QEMU's keyboard has it: interface, HID descriptor, one endpoint. */
static const uint8_t keyboard_only[] = {
	9, 2,  34,   0, 1, 1, 8,  0xA0, 50, /* configuration 1 */
	9, 4,  0,    0, 1, 3, 1,  1,    0,  /* interface 0, boot keyboard */
	9, 33, 0x11, 1, 0, 1, 34, 63,   0,  /* HID */
	7, 5,  0x81, 3, 8, 0, 10,           /* endpoint 1, IN, interrupt */
};

/* A mouse first, with an endpoint of its own; the keyboard has an OUT endpoint too. */
static const uint8_t behind_a_mouse[] = {
	9, 2,  66,   0, 2,  7, 0,  0xA0, 50, /* */
	9, 4,  0,    0, 1,  3, 1,  2,    0,  /* mouse */
	9, 33, 0x11, 1, 0,  1, 34, 63,   0,  /* */
	7, 5,  0x81, 3, 4,  0, 10,           /* */
	9, 4,  2,    0, 2,  3, 1,  1,    0,  /* interface 2, keyboard */
	9, 33, 0x11, 1, 0,  1, 34, 63,   0,  /* */
	7, 5,  0x02, 3, 8,  0, 10,           /* OUT */
	7, 5,  0x83, 3, 16, 0, 4,            /* endpoint 3, IN */
};

TEST("a keyboard is found with its endpoint")
{
	struct device_interface found;

	CHECK(configuration_find(keyboard_only, sizeof(keyboard_only), &found));
	CHECK_EQ(found.kind, DEVICE_KEYBOARD);
	CHECK_EQ(found.configuration, 1);
	CHECK_EQ(found.interface, 0);
	CHECK_EQ(found.endpoint, 1);
	CHECK_EQ(found.packet_size, 8);
	CHECK_EQ(found.interval, 10);
	CHECK_EQ(configuration_size(keyboard_only, 9), 34);
}

TEST("a hub is found, whatever its protocol, and is no keyboard")
{
	uint8_t hub[sizeof(keyboard_only)];
	struct device_interface found;

	memcpy(hub, keyboard_only, sizeof(hub));
	hub[9 + 5] = 9;
	hub[9 + 6] = 0;
	for (unsigned protocol = 0; protocol < 3; protocol++) {
		hub[9 + 7] = (uint8_t)protocol;
		hub[27 + 4] = 1;
		CHECK(configuration_find(hub, sizeof(hub), &found));
		CHECK_EQ(found.kind, DEVICE_HUB);
		hub[27 + 4] = 0;
		CHECK(!configuration_find(hub, sizeof(hub), &found));
	}
}

TEST("a keyboard is found behind another interface and another endpoint")
{
	struct device_interface found;

	CHECK(configuration_find(behind_a_mouse, sizeof(behind_a_mouse), &found));
	CHECK_EQ(found.configuration, 7);
	CHECK_EQ(found.interface, 2);
	CHECK_EQ(found.endpoint, 3);
	CHECK_EQ(found.packet_size, 16);
}

/* Is a keyboard still found when one byte of the simple configuration is another? */
static bool
found_with(unsigned at, uint8_t value)
{
	uint8_t bytes[sizeof(keyboard_only)];
	struct device_interface found;

	memcpy(bytes, keyboard_only, sizeof(bytes));
	bytes[at] = value;
	return configuration_find(bytes, sizeof(bytes), &found);
}

TEST("what is no boot keyboard, or has no endpoint for reports, is none")
{
	CHECK(!found_with(9 + 5, 8));     /* mass storage */
	CHECK(!found_with(9 + 6, 0));     /* HID without the boot protocol */
	CHECK(!found_with(9 + 7, 2));     /* a mouse */
	CHECK(!found_with(9 + 3, 1));     /* another setting of the interface */
	CHECK(!found_with(27 + 2, 0x01)); /* OUT */
	CHECK(!found_with(27 + 2, 0x80)); /* endpoint 0 */
	CHECK(!found_with(27 + 3, 2));    /* bulk */
	CHECK(!found_with(27 + 4, 7));    /* packets smaller than a report */
}

TEST("lengths that are wrong end the search")
{
	CHECK(!found_with(0, 0));
	CHECK(!found_with(9, 0));
	CHECK(!found_with(9, 1));
	CHECK(!found_with(18, 200));
	CHECK(!found_with(27, 6));
	CHECK(!found_with(1, 1)); /* a device descriptor */
}

TEST("a configuration that is cut off anywhere gives no keyboard, and nothing behind it is read")
{
	struct device_interface found;

	for (size_t size = 0; size < sizeof(keyboard_only); size++) {
		uint8_t *bytes = malloc(size + 1); /* its end is watched over */

		memcpy(bytes, keyboard_only, size);
		bytes = realloc(bytes, size == 0 ? 1 : size);
		CHECK(!configuration_find(bytes, size, &found));
		free(bytes);
	}
}

TEST("random bytes do no harm")
{
	struct device_interface found;
	uint8_t bytes[64];

	srand(1);
	for (unsigned i = 0; i < 100000; i++) {
		for (unsigned j = 0; j < sizeof(bytes); j++)
			bytes[j] = (uint8_t)(rand() >> 7) % (rand() % 2 ? 12 : 255);
		bytes[0] = 9;
		bytes[1] = 2;
		configuration_find(bytes, sizeof(bytes), &found);
	}
	CHECK(true);
}

TEST("intervals are powers of two of 125 microseconds, not longer than asked for")
{
	CHECK_EQ(interval_exponent(1, false), 3);
	CHECK_EQ(interval_exponent(2, false), 4);
	CHECK_EQ(interval_exponent(10, false), 6);
	CHECK_EQ(interval_exponent(255, false), 10);
	CHECK_EQ(interval_exponent(0, false), 3);
	CHECK_EQ(interval_exponent(4, true), 3);
	CHECK_EQ(interval_exponent(0, true), 0);
	CHECK_EQ(interval_exponent(200, true), 15);
}
