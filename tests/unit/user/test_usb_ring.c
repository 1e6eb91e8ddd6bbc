/*
 * Rings of transfer request blocks, with the test as the controller.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <string.h>
#include <user/usbkbd/ring.h>

#define PHYSICAL 0x123456000ull

static struct trb page[RING_TRBS];

TEST("blocks that are put get the ring's cycle bit, and the link hands it on")
{
	struct ring ring;
	const struct trb block = { 1, 2, 3, TRB_TYPE(TRB_NORMAL) };
	const unsigned usable = RING_TRBS - 1;

	memset(page, 0, sizeof(page));
	ring_init(&ring, page, PHYSICAL);
	CHECK_EQ(page[usable].parameter_low, (uint32_t)PHYSICAL);
	CHECK_EQ(page[usable].parameter_high, PHYSICAL >> 32);
	for (unsigned round = 0; round < 3; round++) {
		const uint32_t cycle = round % 2 == 0;

		for (unsigned i = 0; i < usable; i++) {
			CHECK_EQ(page[i].control & TRB_CYCLE, !cycle);
			CHECK(ring_put(&ring, &block) == &page[i]);
			CHECK_EQ(page[i].control, TRB_TYPE(TRB_NORMAL) | cycle);
		}
		CHECK_EQ(page[usable].control, TRB_TYPE(TRB_LINK) | TRB_TOGGLE | cycle);
	}
	CHECK(page[0].parameter_low == 1 && page[0].parameter_high == 2 && page[0].status == 3);
}

TEST("a cycle bit in the block that is put does not matter")
{
	struct ring ring;
	const struct trb block = { .control = TRB_TYPE(TRB_NORMAL) | TRB_CYCLE };

	memset(page, 0, sizeof(page));
	ring_init(&ring, page, PHYSICAL);
	ring.cycle = 0;
	ring_put(&ring, &block);
	CHECK_EQ(page[0].control & TRB_CYCLE, 0);
}

TEST("blocks are taken when they are filled and not before, round after round")
{
	struct ring ring;
	struct trb event;

	memset(page, 0, sizeof(page));
	ring_init(&ring, page, 0);
	for (unsigned i = 0; i < 3 * RING_TRBS; i++) {
		const uint32_t cycle = i / RING_TRBS % 2 == 0;

		CHECK(!ring_take(&ring, &event));
		page[i % RING_TRBS].parameter_low = i;
		page[i % RING_TRBS].control = TRB_TYPE(TRB_TRANSFER_EVENT) | cycle;
		CHECK(ring_take(&ring, &event));
		CHECK_EQ(event.parameter_low, i);
	}
	CHECK(!ring_take(&ring, &event));
}
