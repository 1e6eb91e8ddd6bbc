/*
 * The clock on CPUs whose counters agree or not, are even or not, with and
 * without another clock beside them: time never goes back, on whichever
 * CPU it is read, and passes as it does in the world.
 *
 * SPDX-License-Identifier: MIT
 */
#include "messages.h"
#include "unit.h"

#include <i386/irq/calibrate.h>
#include <i386/irq/references.h>
#include <string.h>

/* In place of <i386/cpu/io.h> and <i386/boot/start.h>. */
#define TINE_I386_CPU_IO_H
#define TINE_I386_BOOT_START_H

#define TSC_HZ 2000000000ull
#define CPUS   3

static struct {
	uint64_t now_ns;
	unsigned cpu;           /* which reads */
	int64_t ahead_ns[CPUS]; /* of the counters */
	unsigned tsc_percent;   /* how fast all of them run */
	bool invariant, hypervisor;
	struct reference reference;
	unsigned reference_reads, look_ns; /* looks at the reference, and how long each takes */
} world;

static uint64_t boot_entry_tsc;

struct cpuid_result {
	uint32_t eax, ebx, ecx, edx;
};

static struct cpuid_result
cpuid(uint32_t leaf, uint32_t subleaf)
{
	(void)subleaf;
	switch (leaf) {
	case 1:
		return (struct cpuid_result){ .edx = 1u << 4,
					      .ecx = world.hypervisor ? 1u << 31 : 0 };
	case 0x80000000:
		return (struct cpuid_result){ .eax = 0x80000008 };
	case 0x80000007:
		return (struct cpuid_result){ .edx = world.invariant ? 1u << 8 : 0 };
	}
	CHECK(false);
	return (struct cpuid_result){ 0 };
}

static uint64_t
rdtsc(void)
{
	world.now_ns += 10;
	return (uint64_t)((int64_t)world.now_ns + world.ahead_ns[world.cpu]) * world.tsc_percent /
	       100 * (TSC_HZ / 1000000000u);
}

static uint32_t
ticks(uint64_t hz)
{
	__extension__ typedef unsigned __int128 wide_t;

	world.reference_reads++;
	world.now_ns += world.look_ns;
	return (uint32_t)((wide_t)world.now_ns * hz / 1000000000u);
}

static uint32_t
read_hpet(void)
{
	return ticks(14318180);
}

/* With bits above that are not its own. */
static uint32_t
read_pm_timer(void)
{
	return (ticks(3579545) & 0xffffff) | (uint32_t)world.now_ns << 24;
}

static uint32_t
read_pit(void)
{
	return ticks(1193182) & 0xffff;
}

static const struct reference hpet = { "HPET", 14318180, UINT32_MAX, read_hpet };
static const struct reference pm_timer = { "PM timer", 3579545, 0xffffff, read_pm_timer };
static const struct reference pit = { "PIT", 1193182, 0xffff, read_pit };
static const struct reference none;

uint64_t
calibrate_tsc(const struct machine *machine, struct reference *believed)
{
	(void)machine;
	*believed = world.reference;
	return TSC_HZ;
}

static void cpu_relax(void);

#include "../../../src/arch/i386/irq/clock.c"

/* Another CPU waits for the boot CPU, which compares meanwhile. */
static void
cpu_relax(void)
{
	const unsigned cpu = world.cpu;

	world.now_ns += 40;
	world.cpu = 0;
	clock_compare();
	world.cpu = cpu;
}

static void
begin(const struct reference *reference, bool invariant, bool hypervisor)
{
	memset(&world, 0, sizeof(world));
	forget_messages();
	memset(&clock, 0, sizeof(clock));
	world.now_ns = 42949000000; /* the references are about to wrap round */
	world.tsc_percent = 100;
	world.look_ns = 500;
	world.invariant = invariant;
	world.hypervisor = hypervisor;
	world.reference = *reference;
	boot_entry_tsc = rdtsc();
	CHECK_EQ(clock_init(NULL), 0);
	world.reference_reads = 0;
}

static void
join(unsigned cpu, int64_t ahead_ns)
{
	world.ahead_ns[cpu] = ahead_ns;
	world.cpu = 0;
	clock_compare();
	world.cpu = cpu;
	clock_check_cpu();
	world.cpu = 0;
}

/* Read it on all CPUs by turns: it never goes back, and passes like the world's to one in a thousand. */
static void
check_passes(uint64_t step_ns, unsigned steps)
{
	const uint64_t start_ns = clock_now_ns(), world_start_ns = world.now_ns;
	uint64_t last_ns = start_ns, passed_ns;

	for (unsigned i = 0; i < steps; i++) {
		uint64_t now_ns;

		world.now_ns += step_ns;
		world.cpu = i % CPUS;
		now_ns = clock_now_ns();
		CHECK(now_ns >= last_ns);
		last_ns = now_ns;
	}
	world.cpu = 0;
	passed_ns = world.now_ns - world_start_ns;
	CHECK(last_ns - start_ns <= passed_ns + passed_ns / 1000 + 1000);
	CHECK(last_ns - start_ns >= passed_ns - passed_ns / 1000 - 1000);
}

static void
join_all(int64_t ahead_ns)
{
	join(1, 0);
	join(2, ahead_ns);
}

TEST("a counter that is even by CPUID's word or under a hypervisor is read, and nothing else")
{
	for (unsigned i = 1; i < 4; i++) {
		begin(&hpet, i & 1, i & 2);
		join_all(0);
		check_passes(1000, 1000);
		CHECK_EQ(world.reference_reads, 0);
		CHECK_EQ(clock_unread_limit_ns(), UINT64_MAX);
		CHECK_STR(unit_messages, "");
		CHECK(clock_name() == NULL);
	}
}

TEST("where the counter is not even the time comes from another clock, whatever the counter does")
{
	static const struct reference *const all[] = { &hpet, &pm_timer };

	for (unsigned i = 0; i < 2; i++) {
		begin(all[i], false, false);
		world.tsc_percent = 10;
		join_all(-5000000);
		check_passes(1000, 1000);
		check_passes(clock_unread_limit_ns(), 1000);
		CHECK_STR(unit_messages, "");
		CHECK_STR(clock_name(), all[i]->name);
	}
}

TEST("without a clock that goes on long enough an uneven counter is used all the same")
{
	static const struct reference *const all[] = { &none, &pit };

	for (unsigned i = 0; i < 2; i++) {
		begin(all[i], false, false);
		join_all(0);
		check_passes(1000, 1000);
		CHECK_EQ(world.reference_reads, 0);
		CHECK_EQ(clock_unread_limit_ns(), UINT64_MAX);
		CHECK(clock_name() == NULL);
	}
}

TEST("if one CPU's counter is ahead or behind, all go over to another clock, and no time is lost")
{
	static const int64_t aheads_ns[] = { 5000, -5000, 3600000000000, -3600000000000 };

	for (unsigned i = 0; i < 4; i++) {
		uint64_t begun_ns;

		begin(&pm_timer, true, false);
		begun_ns = world.now_ns;
		join(1, 0);
		CHECK_STR(unit_messages, "");
		join(2, aheads_ns[i]);
		CHECK_STR(unit_messages, "clock: the CPUs' counters disagree: PM timer\n");
		begun_ns += clock_now_ns();
		CHECK(begun_ns < world.now_ns + 1000 && begun_ns > world.now_ns - 1000);
		check_passes(1000, 1000);
		check_passes(clock_unread_limit_ns(), 100);
	}
}

TEST("time does not go back for a CPU that is reading its own counter at the change")
{
	for (unsigned offset_ns = 0; offset_ns < 600; offset_ns += 7) {
		begin(&pm_timer, true, false);
		world.look_ns = 0;
		world.now_ns += offset_ns;
		clock.disagreed = true;
		clock_compare();
		CHECK(clock.shared);
		for (unsigned i = 0; i < 100; i++) {
			const uint64_t before_ns = own_now_ns();

			CHECK(clock_now_ns() >= before_ns);
		}
	}
}

TEST("counters that disagree are made up for where there is nothing better")
{
	static const int64_t aheads_ns[] = { 5000, -5000, -3600000000000 };

	for (unsigned i = 0; i < 3; i++) {
		uint64_t last_ns = 0;

		begin(&none, true, false);
		join_all(aheads_ns[i]);
		CHECK_STR(unit_messages,
			  "clock: the CPUs' counters disagree: reading the time will be slow\n");
		for (unsigned step = 0; step < 1000; step++) {
			uint64_t now_ns;

			world.cpu = step % CPUS;
			now_ns = clock_now_ns();
			CHECK(now_ns >= last_ns);
			last_ns = now_ns;
		}
	}
}

TEST("a reading that another CPU's has overtaken gives the later one's time")
{
	uint64_t late_ns;

	begin(&pm_timer, false, false);
	late_ns = clock_now_ns();
	clock.latest += 1000;
	CHECK(clock_now_ns() - late_ns < 300000);
	CHECK(clock_now_ns() - late_ns > 279000);
}
