/*
 * How fast the processor's clocks are found to run, in a world where each
 * look at a clock takes time, and some clocks stop, lie, or are looked at
 * late because the CPU was taken away.
 *
 * SPDX-License-Identifier: MIT
 */
#include "messages.h"
#include "unit.h"

#include <i386/irq/references.h>
#include <stdlib.h>
#include <string.h>

/* In place of <i386/cpu/io.h>. */
#define TINE_I386_CPU_IO_H

#define TSC_HZ   2500000000ull
#define TIMER_HZ 1000000000ull
#define NEVER    UINT64_MAX

static struct {
	uint64_t now_ns;
	uint64_t stops_ns;      /* when the stopping reference does */
	unsigned stall_percent; /* of looks are followed by a stall of 3 ms */
	uint64_t timer_start_ns;
	uint32_t timer_initial;
	bool timer_stands;
	unsigned reference_count;
	struct reference references[REFERENCES_MAX];
	uint32_t last_leaf; /* of CPUID, and what the last two say */
	uint32_t ratio[3];
	uint32_t base_mhz;
} world;

struct cpuid_result {
	uint32_t eax, ebx, ecx, edx;
};

static struct cpuid_result
cpuid(uint32_t leaf, uint32_t subleaf)
{
	(void)subleaf;
	CHECK(leaf <= world.last_leaf);
	if (leaf == 0)
		return (struct cpuid_result){ .eax = world.last_leaf };
	if (leaf == 0x15)
		return (struct cpuid_result){ world.ratio[0], world.ratio[1], world.ratio[2], 0 };
	return (struct cpuid_result){ .eax = 0xabcd0000 | world.base_mhz };
}

static uint64_t
ticks(uint64_t ns, uint64_t hz)
{
	__extension__ typedef unsigned __int128 wide_t;

	return (wide_t)ns * hz / 1000000000u;
}

static void
pass(uint64_t ns)
{
	world.now_ns += ns;
	if ((unsigned)rand() % 100 < world.stall_percent)
		world.now_ns += 3000000;
}

static inline uint64_t
rdtsc(void)
{
	pass(10);
	return ticks(world.now_ns, TSC_HZ);
}

static inline void
cpu_relax(void)
{
	pass(40);
}

static uint32_t
read_hpet(void)
{
	pass(500);
	return ticks(world.now_ns, 100000000);
}

static uint32_t
read_twice_as_fast(void)
{
	pass(500);
	return ticks(world.now_ns, 200000000);
}

static uint32_t
read_slightly_fast(void)
{
	pass(500);
	return ticks(world.now_ns, 100020000);
}

static uint32_t
read_pm_timer(void)
{
	pass(1000);
	/* With bits above that are not its own. */
	return (ticks(world.now_ns, 3579545) & 0xffffff) | (uint32_t)world.now_ns << 24;
}

static uint32_t
read_pit(void)
{
	pass(3000);
	return ticks(world.now_ns, 1193182);
}

static uint32_t
read_stopping(void)
{
	pass(500);
	return ticks(world.now_ns < world.stops_ns ? world.now_ns : world.stops_ns, 100000000);
}

static const struct reference hpet = { "HPET", 100000000, UINT32_MAX, read_hpet };
static const struct reference fast = { "fast", 100000000, UINT32_MAX, read_slightly_fast };
static const struct reference liar = { "liar", 100000000, UINT32_MAX, read_twice_as_fast };
static const struct reference pm_timer = { "PM timer", 3579545, 0xffffff, read_pm_timer };
static const struct reference pit = { "PIT", 1193182, 0xffff, read_pit };
static const struct reference stopping = { "stopping", 100000000, UINT32_MAX, read_stopping };

unsigned
references_find(const struct machine *machine, struct reference references[REFERENCES_MAX])
{
	(void)machine;
	memcpy(references, world.references, sizeof(world.references));
	return world.reference_count;
}

#include <i386/irq/lapic.h>

void
lapic_timer_start(uint32_t initial)
{
	world.timer_start_ns = world.now_ns;
	world.timer_initial = initial;
}

uint32_t
lapic_timer_count(void)
{
	pass(300);
	if (world.timer_stands)
		return world.timer_initial;
	return world.timer_initial - ticks(world.now_ns - world.timer_start_ns, TIMER_HZ);
}

#include "../../../src/arch/i386/irq/calibrate.c"

static struct reference believed;

/* A world with these reference clocks, whose counters are about to wrap round. */
static void
begin(unsigned count, const struct reference *first, const struct reference *second,
      const struct reference *third)
{
	const struct reference *references[] = { first, second, third };

	memset(&world, 0, sizeof(world));
	forget_messages();
	srand(1);
	world.now_ns = 42945000000;
	world.stops_ns = NEVER;
	world.reference_count = count;
	for (unsigned i = 0; i < count; i++)
		world.references[i] = *references[i];
}

static bool
within(uint64_t hz, uint64_t expected_hz, unsigned one_in)
{
	return difference(hz, expected_hz) <= expected_hz / one_in;
}

TEST("each reference alone gives the frequency to one in a thousand")
{
	static const struct reference *const all[] = { &hpet, &pm_timer, &pit };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		begin(1, all[i], NULL, NULL);
		CHECK(within(calibrate_tsc(NULL, &believed), TSC_HZ, 1000));
		CHECK_STR(unit_messages, "");
	}
}

TEST("the preferred reference is believed when all agree")
{
	begin(3, &hpet, &pm_timer, &pit);
	CHECK(within(calibrate_tsc(NULL, &believed), TSC_HZ, 10000));
	CHECK_STR(unit_messages, "");
}

TEST("the preferred reference is believed though two others are closer to each other")
{
	begin(3, &fast, &pm_timer, &pit);
	CHECK(within(calibrate_tsc(NULL, &believed), TSC_HZ, 1000));
	CHECK_STR(believed.name, "fast");
	CHECK_STR(unit_messages, "");
}

TEST("a reference that lies is outvoted by two that agree, whichever it is")
{
	begin(3, &liar, &pm_timer, &pit);
	CHECK(within(calibrate_tsc(NULL, &believed), TSC_HZ, 1000));
	CHECK_STR(unit_messages, "");
	begin(3, &pm_timer, &liar, &pit);
	CHECK(within(calibrate_tsc(NULL, &believed), TSC_HZ, 1000));
	CHECK_STR(unit_messages, "");
}

TEST("of two references that contradict each other the better is taken, and it is said")
{
	begin(2, &hpet, &liar, NULL);
	CHECK(within(calibrate_tsc(NULL, &believed), TSC_HZ, 1000));
	CHECK(strstr(unit_messages, "by HPET") != NULL && strstr(unit_messages, "by liar") != NULL);
}

TEST("a reference that stops meanwhile is given up and the others are used")
{
	begin(3, &stopping, &pm_timer, &pit);
	world.stops_ns = world.now_ns + 4000000;
	CHECK(within(calibrate_tsc(NULL, &believed), TSC_HZ, 1000));
	CHECK_STR(unit_messages, "");
}

TEST("without a reference, or with one that stops, the frequency is unknown")
{
	begin(0, NULL, NULL, NULL);
	CHECK_EQ(calibrate_tsc(NULL, &believed), 0);
	CHECK_STR(unit_messages, "");
	begin(1, &stopping, NULL, NULL);
	world.stops_ns = world.now_ns + 4000000;
	CHECK_EQ(calibrate_tsc(NULL, &believed), 0);
	CHECK_STR(unit_messages, "");
}

TEST("stalls between two looks at the clocks do no harm")
{
	for (unsigned seed = 1; seed <= 20; seed++) {
		begin(2, &hpet, &pm_timer, NULL);
		srand(seed);
		world.stall_percent = 20;
		CHECK(within(calibrate_tsc(NULL, &believed), TSC_HZ, 1000));
		CHECK(within(calibrate_apic_timer(TSC_HZ), TIMER_HZ, 1000));
		CHECK_STR(unit_messages, "");
	}
}

TEST("the timer's frequency is measured by the counter's")
{
	begin(0, NULL, NULL, NULL);
	CHECK(within(calibrate_apic_timer(TSC_HZ), TIMER_HZ, 10000));
	CHECK_EQ(world.timer_initial, 0);
	CHECK_STR(unit_messages, "");
}

TEST("a timer that stands has no frequency")
{
	begin(0, NULL, NULL, NULL);
	world.timer_stands = true;
	CHECK_EQ(calibrate_apic_timer(TSC_HZ), 0);
}

TEST("what the processor says of itself is taken where a measurement agrees with it")
{
	begin(1, &hpet, NULL, NULL);
	world.last_leaf = 0x15;
	memcpy(world.ratio, (const uint32_t[]){ 2, 200, 25000010 }, sizeof(world.ratio));
	CHECK_EQ(calibrate_tsc(NULL, &believed), 2500001000);
	memcpy(world.ratio, (const uint32_t[]){ 2, 240, 25000000 }, sizeof(world.ratio));
	CHECK(within(calibrate_tsc(NULL, &believed), TSC_HZ, 1000));
	memcpy(world.ratio, (const uint32_t[]){ 0, 200, 25000000 }, sizeof(world.ratio));
	CHECK(within(calibrate_tsc(NULL, &believed), TSC_HZ, 1000));
}

TEST("without a reference what the processor says counts, the exact figure first")
{
	begin(0, NULL, NULL, NULL);
	world.last_leaf = 0x16;
	world.base_mhz = 2600;
	CHECK_EQ(calibrate_tsc(NULL, &believed), 2600000000);
	memcpy(world.ratio, (const uint32_t[]){ 2, 200, 25000000 }, sizeof(world.ratio));
	CHECK_EQ(calibrate_tsc(NULL, &believed), 2500000000);
	world.last_leaf = 0x14;
	CHECK_EQ(calibrate_tsc(NULL, &believed), 0);
}
