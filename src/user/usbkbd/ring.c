/*
 * A block belongs to who finds its own cycle bit in it: so that bit is
 * written last, and read first.
 *
 * SPDX-License-Identifier: MIT
 */
#include "ring.h"

#define LAST (RING_TRBS - 1)

/* Keeps the compiler from moving memory accesses; the processor keeps their order itself. */
#define compiler_fence() __asm__ volatile("" : : : "memory")

void
ring_init(struct ring *ring, volatile struct trb *page, uint64_t physical)
{
	*ring = (struct ring){ .trbs = page, .cycle = 1 };
	if (physical == 0)
		return;
	page[LAST].parameter_low = (uint32_t)physical;
	page[LAST].parameter_high = (uint32_t)(physical >> 32);
	page[LAST].control = TRB_TYPE(TRB_LINK) | TRB_TOGGLE;
}

volatile struct trb *
ring_put(struct ring *ring, const struct trb *trb)
{
	volatile struct trb *place = &ring->trbs[ring->next];

	place->parameter_low = trb->parameter_low;
	place->parameter_high = trb->parameter_high;
	place->status = trb->status;
	compiler_fence();
	place->control = (trb->control & ~TRB_CYCLE) | ring->cycle;
	if (++ring->next == LAST) {
		volatile struct trb *link = &ring->trbs[LAST];

		link->control = (link->control & ~TRB_CYCLE) | ring->cycle;
		ring->next = 0;
		ring->cycle ^= 1;
	}
	return place;
}

bool
ring_take(struct ring *ring, struct trb *trb)
{
	const volatile struct trb *place = &ring->trbs[ring->next];

	trb->control = place->control;
	if ((trb->control & TRB_CYCLE) != ring->cycle)
		return false;
	compiler_fence();
	trb->parameter_low = place->parameter_low;
	trb->parameter_high = place->parameter_high;
	trb->status = place->status;
	if (++ring->next == RING_TRBS) {
		ring->next = 0;
		ring->cycle ^= 1;
	}
	return true;
}
