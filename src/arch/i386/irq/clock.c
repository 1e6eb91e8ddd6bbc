/*
 * The clock of <arch/clock.h>: each CPU's own time-stamp counter, where these
 * run evenly and are all alike; else one clock that all CPUs share.
 *
 * Whether they run evenly is CPUID's word, or a hypervisor's affair; whether
 * they are alike is seen while CPUs join (clock_check_cpu).
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <arch/clock.h>
#include <i386/boot/start.h>
#include <i386/cpu/io.h>
#include <i386/irq/calibrate.h>
#include <i386/irq/clock.h>
#include <i386/irq/references.h>
#include <i386/irq/scale.h>
#include <kernel/assert.h>
#include <kernel/atomic.h>
#include <kernel/printf.h>
#include <stdbool.h>

#define CPUID_FEATURES       1
#define CPUID_EDX_TSC        (1u << 4)
#define CPUID_EDX_SSE2       (1u << 26)
#define CPUID_ECX_HYPERVISOR (1u << 31)
#define CPUID_EXTENDED       0x80000000
#define CPUID_POWER          0x80000007
#define CPUID_EDX_INVARIANT  (1u << 8)

#define NS_PER_SECOND 1000000000u
#define NS_PER_US     1000

/* How often a new CPU reads its counter beside the boot CPU to see whether they agree. */
#define CHECK_READINGS 2000

/* A clock that wraps round sooner would have to be read too often. */
#define SHORTEST_WRAP_S 2

/* Letters: i fixed by clock_init(); s fixed once shared is set; a atomic. */
static struct {
	uint64_t tsc_hz;            /* i: 0 until then */
	uint64_t tsc_start;         /* i */
	bool has_lfence;            /* i */
	uint64_t wall_start_ns;     /* i: 1970 to the clock's beginning; 0: unknown */
	struct reference reference; /* i: what to share; without read there is none */
	uint64_t latest_tsc;        /* a: of all CPUs, while they are compared */
	bool disagreed;             /* a: some CPU's counter lags behind another's */
	uint32_t comparisons;       /* a: that the boot CPU has made */
	bool shared;                /* a: the time is what latest says */
	uint64_t latest;            /* a: the shared clock's ticks when a CPU last read it, */
	uint64_t start;             /* s: and when it began to be used, */
	uint64_t start_ns;          /* s: at this time */
	struct scale shared_to_ns;  /* s */
} clock;

static struct scale ticks_to_ns; /* i */
uint32_t tick_ns;

/*
 * Stores new_value if *value is expected; gives what it was. The compiler's older built-in,
 * because for 64 bits it calls a library for the newer one.
 */
static uint64_t
exchange(uint64_t *value, uint64_t expected, uint64_t new_value)
{
	return __sync_val_compare_and_swap(value, expected, new_value);
}

/* The one way to read 64 bits at once. */
static uint64_t
load(uint64_t *value)
{
	return exchange(value, 0, 0);
}

/* Makes *latest no less than now, and gives it. */
static uint64_t
advance(uint64_t *latest, uint64_t seen, uint64_t now)
{
	while (seen < now) {
		const uint64_t found = exchange(latest, seen, now);

		if (found == seen)
			return now;
		seen = found;
	}
	return seen;
}

static uint64_t
read_tsc(void)
{
	/* Or it may be read before what the program has read before. */
	if (clock.has_lfence)
		__asm__ volatile("lfence" : : : "memory");
	return rdtsc();
}

/* Nanoseconds by this CPU's own counter. */
static uint64_t
own_now_ns(void)
{
	const int64_t ticks = (int64_t)(read_tsc() - clock.tsc_start);

	return ticks < 0 ? 0 : scale_apply(&ticks_to_ns, (uint64_t)ticks);
}

/*
 * Of the shared clock's bits only those that count are read, and the rest is made up for: what
 * seems to be more than half way round has been read before another CPU's latest reading.
 */
static uint64_t
shared_now_ns(void)
{
	const bool by_reference = clock.reference.read != NULL;
	const uint64_t mask = by_reference ? clock.reference.mask : UINT64_MAX;
	const uint64_t seen = load(&clock.latest);
	const uint64_t count = by_reference ? clock.reference.read() : read_tsc();
	const uint64_t ahead = (count - seen) & mask;
	const uint64_t now = ahead > mask / 2 ? seen : seen + ahead;

	return clock.start_ns +
	       scale_apply(&clock.shared_to_ns, advance(&clock.latest, seen, now) - clock.start);
}

/* From now on, on the boot CPU, all CPUs read one clock; the latest of their own if nothing is better. */
static __attribute__((cold)) void
share(void)
{
	const struct reference *reference = &clock.reference;

	if (reference->read != NULL) {
		clock.shared_to_ns = scale_make(NS_PER_SECOND, reference->frequency_hz);
		clock.start = clock.latest = reference->read();
		/* Nobody may have seen more: a tick of it may have been almost over. */
		clock.start_ns = own_now_ns() + NS_PER_SECOND / reference->frequency_hz + 1;
	} else {
		clock.shared_to_ns = ticks_to_ns;
		clock.start = clock.tsc_start;
		clock.latest = load(&clock.latest_tsc);
	}
	atomic_store(&clock.shared, true);
}

/* An emulator's or a hypervisor's counter is even, though few say so. */
static __attribute__((cold)) bool
tsc_is_even(const struct cpuid_result *features)
{
	const uint32_t last = cpuid(CPUID_EXTENDED, 0).eax;

	if (features->ecx & CPUID_ECX_HYPERVISOR)
		return true;
	return last >= CPUID_POWER && last < CPUID_EXTENDED + 0x10000 &&
	       (cpuid(CPUID_POWER, 0).edx & CPUID_EDX_INVARIANT);
}

__attribute__((cold)) int
clock_init(const struct machine *machine)
{
	const struct cpuid_result features = cpuid(CPUID_FEATURES, 0);

	if (!(features.edx & CPUID_EDX_TSC))
		return -E_NOT_SUPP;
	clock.has_lfence = features.edx & CPUID_EDX_SSE2;
	clock.tsc_hz = calibrate_tsc(machine, &clock.reference);
	if (clock.tsc_hz == 0)
		return -E_NOT_SUPP;
	if (clock.reference.mask / SHORTEST_WRAP_S < clock.reference.frequency_hz)
		clock.reference.read = NULL;
	ticks_to_ns = scale_make(NS_PER_SECOND, clock.tsc_hz);
	tick_ns = (uint32_t)(((uint64_t)NS_PER_SECOND << TICK_SHIFT) / clock.tsc_hz);
	clock.tsc_start = boot_entry_tsc;
	if (clock.reference.read != NULL && !tsc_is_even(&features))
		share();
	return 0;
}

uint64_t
clock_now_ns(void)
{
	if (clock.tsc_hz == 0)
		return 0;
	return atomic_load(&clock.shared) ? shared_now_ns() : own_now_ns();
}

uint64_t
clock_unread_limit_ns(void)
{
	if (!atomic_load(&clock.shared) || clock.reference.read == NULL)
		return UINT64_MAX;
	return scale_apply(&clock.shared_to_ns, clock.reference.mask / 4);
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

__attribute__((cold)) void
clock_delay_us(uint32_t microseconds)
{
	uint64_t end_ns = clock_now_ns() + (uint64_t)microseconds * NS_PER_US;

	assert(clock.tsc_hz != 0);
	while (clock_now_ns() < end_ns)
		cpu_relax();
}

/* A counter that lags behind another CPU's is noticed, whichever of them reads later. */
static __attribute__((cold)) void
compare(void)
{
	const uint64_t seen = load(&clock.latest_tsc);
	const uint64_t now = read_tsc();

	if (now < seen)
		atomic_store(&clock.disagreed, true);
	else
		advance(&clock.latest_tsc, seen, now);
}

__attribute__((cold)) void
clock_compare(void)
{
	compare();
	if (atomic_load(&clock.disagreed) && !atomic_load(&clock.shared)) {
		share();
		cprintf("clock: the CPUs' counters disagree: %s\n",
			clock.reference.read != NULL ? clock.reference.name
						     : "reading the time will be slow");
	}
	atomic_fetch_add(&clock.comparisons, 1);
}

__attribute__((cold)) void
clock_check_cpu(void)
{
	uint32_t before;

	for (unsigned i = 0; i < CHECK_READINGS; i++)
		compare();
	/* The boot CPU has to see the last reading, and to act on what it sees. */
	before = atomic_load(&clock.comparisons);
	while (atomic_load(&clock.comparisons) - before < 2)
		cpu_relax();
}

const char *
clock_name(void)
{
	return clock.shared && clock.reference.read != NULL ? clock.reference.name : NULL;
}

uint64_t
clock_frequency(void)
{
	return clock.tsc_hz;
}
