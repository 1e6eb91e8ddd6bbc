/*
 * The local APIC's timer, which counts down at a rate of its own.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/irq/calibrate.h>
#include <i386/irq/lapic.h>
#include <i386/irq/scale.h>
#include <i386/irq/timers.h>

#define NS_PER_SECOND 1000000000u

static struct scale ns_to_ticks; /* fixed by apic_start() */

static uint32_t
apic_start(uint64_t tsc_hz)
{
	uint32_t hz;

	if (!lapic_present())
		return 0;
	hz = calibrate_apic_timer(tsc_hz);
	if (hz != 0)
		ns_to_ticks = scale_make(hz, NS_PER_SECOND);
	return hz;
}

static void
apic_arm(uint64_t delay_ns)
{
	uint64_t ticks = scale_apply(&ns_to_ticks, delay_ns);

	if (ticks > UINT32_MAX)
		ticks = UINT32_MAX;
	/* 0 would not fire at all. */
	lapic_timer_start(ticks > 0 ? ticks : 1);
}

static void
apic_disarm(void)
{
	lapic_timer_start(0);
}

const struct timer timer_apic = {
	.name = "local APIC",
	.start = apic_start,
	.arm = apic_arm,
	.disarm = apic_disarm,
};
