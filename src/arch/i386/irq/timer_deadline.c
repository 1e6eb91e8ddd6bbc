/*
 * The local APIC's timer in TSC-deadline mode: it interrupts when this CPU's
 * time-stamp counter reaches a number. Nothing has to be measured for it.
 *
 * Source: Intel SDM volume 3A, section 11.5.4.1.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/cpu/io.h>
#include <i386/irq/lapic.h>
#include <i386/irq/scale.h>
#include <i386/irq/timers.h>

#define CPUID_FEATURES         1
#define CPUID_ECX_TSC_DEADLINE (1u << 24)

/* Both frequencies are told in units of 4 Hz, so that more than 4.3 GHz fit in 32 bits. */
#define UNIT_HZ          4
#define UNITS_PER_SECOND (1000000000u / UNIT_HZ)

static struct scale ns_to_ticks; /* fixed by deadline_start() */

static uint32_t
deadline_start(uint64_t tsc_hz)
{
	const uint64_t units = tsc_hz / UNIT_HZ;

	if (!lapic_present() || !(cpuid(CPUID_FEATURES, 0).ecx & CPUID_ECX_TSC_DEADLINE) ||
	    units > UINT32_MAX)
		return 0;
	ns_to_ticks = scale_make((uint32_t)units, UNITS_PER_SECOND);
	lapic_timer_use_deadline();
	return tsc_hz > UINT32_MAX ? UINT32_MAX : (uint32_t)tsc_hz;
}

/* A deadline that has passed already interrupts at once. */
static void
deadline_arm(uint64_t delay_ns)
{
	wrmsr(MSR_TSC_DEADLINE, rdtsc() + scale_apply(&ns_to_ticks, delay_ns));
}

static void
deadline_disarm(void)
{
	wrmsr(MSR_TSC_DEADLINE, 0);
}

const struct timer timer_deadline = {
	.name = "TSC deadline",
	.start = deadline_start,
	.arm = deadline_arm,
	.disarm = deadline_disarm,
};
