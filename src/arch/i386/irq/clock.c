/*
 * The clock of <arch/clock.h>: the time-stamp counter.
 *
 * While CPUs join, the clock is guarded: every CPU publishes its latest
 * reading, so a counter that lags behind another's is both noticed and made
 * up for. If none was noticed, clock_settle() takes the guard away.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <arch/clock.h>
#include <i386/boot/start.h>
#include <i386/cpu/io.h>
#include <i386/irq/calibrate.h>
#include <i386/irq/clock.h>
#include <i386/irq/scale.h>
#include <kernel/assert.h>
#include <kernel/atomic.h>
#include <kernel/printf.h>
#include <stdbool.h>

#define CPUID_FEATURES 1
#define CPUID_EDX_TSC  (1u << 4)
#define CPUID_EDX_SSE2 (1u << 26)

#define NS_PER_SECOND 1000000000u
#define NS_PER_US     1000

/* How often a new CPU reads the clock beside the boot CPU to see whether they agree. */
#define CHECK_READINGS 2000

/* Letters: i fixed by clock_init(); a atomic. */
static struct {
	uint64_t tsc_hz;        /* i: 0 until then */
	uint64_t tsc_start;     /* i */
	bool has_lfence;        /* i */
	uint64_t wall_start_ns; /* i: 1970 to the clock's beginning; 0: unknown */
	bool guarded;           /* a */
	bool disagreed;         /* a: some CPU's counter lags behind another's */
	uint64_t latest_ns;     /* a: the latest reading of any CPU while guarded */
} clock;

static struct scale ticks_to_ns; /* i */
uint32_t tick_ns;

int
clock_init(const struct machine *machine)
{
	uint32_t features = cpuid(CPUID_FEATURES, 0).edx;

	if (!(features & CPUID_EDX_TSC))
		return -E_NOT_SUPP;
	clock.has_lfence = features & CPUID_EDX_SSE2;
	clock.tsc_hz = calibrate_tsc(machine);
	if (clock.tsc_hz == 0)
		return -E_NOT_SUPP;
	ticks_to_ns = scale_make(NS_PER_SECOND, clock.tsc_hz);
	tick_ns = (uint32_t)(((uint64_t)NS_PER_SECOND << TICK_SHIFT) / clock.tsc_hz);
	clock.tsc_start = boot_entry_tsc;
	clock.guarded = true;
	return 0;
}

/* Nanoseconds by this CPU's own counter. */
static uint64_t
own_now_ns(void)
{
	int64_t ticks;

	/* Or it may be read before what the program has read before. */
	if (clock.has_lfence)
		__asm__ volatile("lfence" : : : "memory");
	ticks = rdtsc() - clock.tsc_start;
	return ticks < 0 ? 0 : scale_apply(&ticks_to_ns, ticks);
}

/*
 * Stores new_ns if the latest reading is expected_ns; gives what it was. The compiler's older
 * built-in, because for 64 bits it calls a library for the newer one.
 */
static uint64_t
exchange_latest(uint64_t expected_ns, uint64_t new_ns)
{
	return __sync_val_compare_and_swap(&clock.latest_ns, expected_ns, new_ns);
}

static uint64_t
guarded_now_ns(void)
{
	/* The one way to read 64 bits at once. */
	uint64_t latest_ns = exchange_latest(0, 0);
	uint64_t now_ns = own_now_ns();

	if (now_ns < latest_ns) {
		atomic_store(&clock.disagreed, true);
		return latest_ns;
	}
	while (latest_ns < now_ns) {
		uint64_t seen_ns = exchange_latest(latest_ns, now_ns);

		if (seen_ns == latest_ns)
			break;
		latest_ns = seen_ns;
	}
	return now_ns;
}

uint64_t
clock_now_ns(void)
{
	if (clock.tsc_hz == 0)
		return 0;
	return atomic_load(&clock.guarded) ? guarded_now_ns() : own_now_ns();
}

void
clock_set_wall(uint64_t seconds)
{
	clock.wall_start_ns = seconds * NS_PER_SECOND - clock_now_ns();
}

uint64_t
clock_wall_ns(void)
{
	return clock.wall_start_ns != 0 ? clock.wall_start_ns + clock_now_ns() : 0;
}

void
clock_delay_us(uint32_t microseconds)
{
	uint64_t end_ns = clock_now_ns() + (uint64_t)microseconds * NS_PER_US;

	assert(clock.tsc_hz != 0);
	while (clock_now_ns() < end_ns)
		cpu_relax();
}

void
clock_check_cpu(void)
{
	for (unsigned i = 0; i < CHECK_READINGS; i++)
		clock_now_ns();
}

void
clock_settle(void)
{
	if (atomic_load(&clock.disagreed))
		cprintf("clock: the CPUs' counters disagree; reading the time will be slow\n");
	else
		atomic_store(&clock.guarded, false);
}

uint64_t
clock_frequency(void)
{
	return clock.tsc_hz;
}
