/*
 * The timers of <arch/clock.h>: one kind for all CPUs, chosen at boot.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <arch/clock.h>
#include <i386/irq/clock.h>
#include <i386/irq/timers.h>
#include <stddef.h>

/* Fixed by timer_init(). */
static const struct timer *timer;
static uint32_t timer_hz;

int
timer_init(void)
{
	static const struct timer *const kinds[] = { &timer_deadline, &timer_apic, &timer_pit };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		timer = kinds[i];
		timer_hz = timer->start(clock_frequency());
		if (timer_hz != 0)
			return 0;
	}
	return -E_NOT_SUPP;
}

void
timer_arm_ns(uint64_t delay_ns)
{
	const uint64_t limit_ns = clock_unread_limit_ns();

	if (delay_ns > limit_ns)
		delay_ns = limit_ns;
	timer->arm(delay_ns < TIMER_LONGEST_NS ? delay_ns : TIMER_LONGEST_NS);
}

void
timer_disarm(void)
{
	if (clock_unread_limit_ns() != UINT64_MAX)
		timer_arm_ns(UINT64_MAX);
	else
		timer->disarm();
}

uint32_t
timer_frequency(void)
{
	return timer_hz;
}

const char *
timer_name(void)
{
	return timer->name;
}
