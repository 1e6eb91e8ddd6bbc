/*
 * The 8254's first channel, for a machine without local APIC: it counts down
 * once, at most 55 ms, and then requests ISA interrupt 0.
 *
 * Source: Intel 8254 data sheet, mode 0.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/cpu/io.h>
#include <i386/irq/irq.h>
#include <i386/irq/lapic.h>
#include <i386/irq/scale.h>
#include <i386/irq/timers.h>
#include <kernel/sched.h>

#define IRQ       0
#define HZ        1193182
#define CHANNEL_0 0x40
#define COMMAND   0x43
#define ONE_SHOT  0x30 /* channel 0, low byte then high byte, mode 0, binary */

#define NS_PER_SECOND 1000000000u

static struct scale ns_to_ticks; /* fixed by pit_start() */

static uint32_t
pit_start(uint64_t tsc_hz)
{
	(void)tsc_hz;
	/* With more than one CPU it could interrupt only one of them. */
	if (lapic_present() || irq_register(IRQ, sched_tick) < 0)
		return 0;
	ns_to_ticks = scale_make(HZ, NS_PER_SECOND);
	return HZ;
}

static void
pit_arm(uint64_t delay_ns)
{
	uint64_t ticks = scale_apply(&ns_to_ticks, delay_ns);

	if (ticks > UINT16_MAX)
		ticks = UINT16_MAX;
	if (ticks == 0)
		ticks = 1;
	outb(COMMAND, ONE_SHOT);
	outb(CHANNEL_0, ticks & 0xff);
	outb(CHANNEL_0, ticks >> 8);
}

/* It waits for a count, which does not come. */
static void
pit_disarm(void)
{
	outb(COMMAND, ONE_SHOT);
}

const struct timer timer_pit = {
	.name = "8254",
	.start = pit_start,
	.arm = pit_arm,
	.disarm = pit_disarm,
};
