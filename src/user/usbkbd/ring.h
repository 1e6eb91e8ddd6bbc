/*
 * Rings of transfer request blocks, a page each: those that the driver fills
 * end in a link to their beginning; the one the controller fills does not.
 *
 * Source: xHCI Specification 1.2, sections 4.9 and 6.4.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_USER_USBKBD_RING_H
#define TINE_USER_USBKBD_RING_H

#include <abi/mmu.h>
#include <abi/types.h>

struct trb {
	uint32_t parameter_low, parameter_high;
	uint32_t status, control;
};

#define RING_TRBS (PGSIZE / sizeof(struct trb))

#define TRB_CYCLE            0x1u
#define TRB_TOGGLE           0x2u /* in a link: the next round has the other cycle bit */
#define TRB_INTERRUPT        0x20u
#define TRB_IMMEDIATE        0x40u
#define TRB_IN               0x10000u /* in data and status stages */
#define TRB_TYPE(type)       ((uint32_t)(type) << 10)
#define TRB_TYPE_OF(trb)     ((trb)->control >> 10 & 0x3F)
#define TRB_SLOT(slot)       ((uint32_t)(slot) << 24)
#define TRB_SLOT_OF(trb)     ((trb)->control >> 24)
#define TRB_ENDPOINT_OF(trb) ((trb)->control >> 16 & 0x1F)
#define TRB_CODE_OF(trb)     ((trb)->status >> 24)
#define TRB_LEFT_OF(trb)     ((trb)->status & 0xFFFFFF) /* bytes that were not transferred */

enum {
	TRB_NORMAL = 1,
	TRB_SETUP = 2,
	TRB_DATA = 3,
	TRB_STATUS = 4,
	TRB_LINK = 6,
	TRB_ENABLE_SLOT = 9,
	TRB_DISABLE_SLOT = 10,
	TRB_ADDRESS_DEVICE = 11,
	TRB_CONFIGURE_ENDPOINT = 12,
	TRB_EVALUATE_CONTEXT = 13,
	TRB_TRANSFER_EVENT = 32,
	TRB_COMMAND_EVENT = 33,
};

#define CODE_SUCCESS      1
#define CODE_SHORT_PACKET 13

struct ring {
	volatile struct trb *trbs;
	unsigned next;
	uint32_t cycle; /* of the blocks that are to come: 0 or 1 */
};

/* Start a ring in a page of zeroes, whose physical address is given for the link; 0: no link. */
void ring_init(struct ring *ring, volatile struct trb *page, uint64_t physical);

/* Add a block; its cycle bit is filled in. Returns where it is. */
volatile struct trb *ring_put(struct ring *ring, const struct trb *trb);

/* Take the next block, if the controller has filled it. */
bool ring_take(struct ring *ring, struct trb *trb);

#endif
