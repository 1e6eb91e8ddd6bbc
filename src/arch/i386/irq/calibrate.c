/*
 * Measuring one clock by another that may lie.
 *
 * In an emulator this CPU can lose its host's CPU at any moment, and then
 * two clocks read one after the other are read at different times. So every
 * reading is the tightest of several, and no result is believed before
 * another agrees with it.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/cpu/io.h>
#include <i386/irq/calibrate.h>
#include <i386/irq/lapic.h>
#include <i386/irq/references.h>
#include <kernel/printf.h>
#include <stddef.h>

#define TSC_MEASUREMENTS_PER_SECOND   200  /* each takes 5 ms */
#define TIMER_MEASUREMENTS_PER_SECOND 1000 /* whoever the timer interrupts looks at the clock */

#define CPUID_TSC_RATIO   0x15
#define CPUID_FREQUENCIES 0x16

#define READINGS  5
#define ATTEMPTS  5
#define TOLERANCE 128 /* results that differ by less than one in so many agree */

/*
 * A reference is given up when another has come so many times as far as was wanted. Not more: the
 * fastest to wrap round, the PIT, does so after 55 ms.
 */
#define OVERDUE 4

/* A try takes 20 ns at the least, by a counter of instructions; on hardware a microsecond. */
#define WAIT_TRIES 4000000

/* What two clocks showed at one moment. */
struct reading {
	uint64_t tsc;
	uint32_t count;
};

/* The results of one round, best reference first. */
struct results {
	unsigned count;
	const struct reference *references[REFERENCES_MAX + 1];
	uint64_t hz[REFERENCES_MAX + 1];
};

static struct reading
read_both(uint32_t (*read)(void))
{
	struct reading best = { 0 };
	uint64_t best_width = UINT64_MAX;

	for (unsigned i = 0; i < READINGS; i++) {
		uint64_t before = rdtsc();
		uint32_t count = read();
		uint64_t width = rdtsc() - before;

		if (width < best_width) {
			best_width = width;
			best = (struct reading){ .tsc = before, .count = count };
		}
	}
	return best;
}

static uint32_t
wanted(const struct reference *reference)
{
	return reference->frequency_hz / TSC_MEASUREMENTS_PER_SECOND;
}

static uint32_t
passed(const struct reference *reference, struct reading start, struct reading end)
{
	return (end.count - start.count) & reference->mask;
}

/* Wait until all references have come as far as is wanted, or those that have not are overdue. */
static void
wait_for_references(const struct reference *references, const struct reading *starts,
		    unsigned count)
{
	for (unsigned tries = 0; tries < WAIT_TRIES; tries++) {
		unsigned arrived = 0;
		bool overdue = false;

		for (unsigned i = 0; i < count; i++) {
			const struct reading now = { .count = references[i].read() };
			const uint32_t so_far = passed(&references[i], starts[i], now);

			arrived += so_far >= wanted(&references[i]);
			overdue |= so_far >= OVERDUE * wanted(&references[i]);
		}
		if (arrived == count || overdue)
			return;
	}
}

static uint64_t
difference(uint64_t a, uint64_t b)
{
	return a > b ? a - b : b - a;
}

static bool
agree(uint64_t a, uint64_t b)
{
	return difference(a, b) < a / TOLERANCE;
}

/* The frequency of the time-stamp counter by all references that did not stop, in one wait. */
static void
measure_tsc(const struct reference *references, unsigned count, struct results *results)
{
	struct reading starts[REFERENCES_MAX];

	for (unsigned i = 0; i < count; i++)
		starts[i] = read_both(references[i].read);
	wait_for_references(references, starts, count);
	for (unsigned i = 0; i < count; i++) {
		const struct reading end = read_both(references[i].read);
		const uint32_t so_far = passed(&references[i], starts[i], end);

		if (so_far < wanted(&references[i]))
			continue;
		results->references[results->count] = &references[i];
		results->hz[results->count++] =
			(end.tsc - starts[i].tsc) * references[i].frequency_hz / so_far;
	}
}

/* The two results that are closest to each other, the better reference's first. */
static void
closest_pair(const struct results *results, unsigned *first, unsigned *second)
{
	uint64_t least = UINT64_MAX;

	for (unsigned i = 0; i < results->count; i++) {
		for (unsigned j = i + 1; j < results->count; j++) {
			uint64_t distance = difference(results->hz[i], results->hz[j]);

			if (distance < least) {
				least = distance;
				*first = i;
				*second = j;
			}
		}
	}
}

/*
 * Which of the results is believed, given the closest pair of them: the best that agrees with
 * that pair's, which need not be one of the two. -1: the pair does not agree.
 */
static int
best_that_agrees(const struct results *results, unsigned first, unsigned second)
{
	if (!agree(results->hz[first], results->hz[second]))
		return -1;
	for (unsigned i = 0; i < first; i++)
		if (agree(results->hz[first], results->hz[i]))
			return (int)i;
	return (int)first;
}

/* By the references alone; 0 if there are none, or none goes on. */
static uint64_t
measured_tsc(const struct machine *machine, struct reference *believed)
{
	struct reference references[REFERENCES_MAX];
	unsigned found = references_find(machine, references);
	struct results results;
	unsigned first = 0, second = 0;
	int best;

	for (unsigned attempt = 0; attempt < ATTEMPTS; attempt++) {
		results.count = 0;
		measure_tsc(references, found, &results);
		if (found == 1)
			measure_tsc(references, found, &results);
		if (results.count < 2)
			continue;
		closest_pair(&results, &first, &second);
		best = best_that_agrees(&results, first, second);
		if (best >= 0) {
			*believed = *results.references[best];
			return results.hz[best];
		}
	}
	if (found == 0 || results.count == 0)
		return 0;
	cprintf("clock: uncertain: %llu Hz by %s, %llu Hz by %s\n",
		(unsigned long long)results.hz[first], results.references[first]->name,
		(unsigned long long)results.hz[second], results.references[second]->name);
	return results.hz[first];
}

/*
 * What the processor says itself: its crystal's frequency times a ratio, exactly; and its
 * nominal one in MHz, roughly. 0: nothing. (Source: Intel SDM volume 2A, CPUID 15h and 16h.)
 */
static uint64_t
told_exactly(uint32_t last_leaf)
{
	struct cpuid_result told;

	if (last_leaf < CPUID_TSC_RATIO)
		return 0;
	told = cpuid(CPUID_TSC_RATIO, 0);
	return told.eax != 0 ? (uint64_t)told.ecx * told.ebx / told.eax : 0;
}

static uint64_t
told_roughly(uint32_t last_leaf)
{
	return last_leaf < CPUID_FREQUENCIES
		       ? 0
		       : (cpuid(CPUID_FREQUENCIES, 0).eax & 0xffff) * 1000000ull;
}

uint64_t
calibrate_tsc(const struct machine *machine, struct reference *believed)
{
	const uint32_t last_leaf = cpuid(0, 0).eax;
	const uint64_t exact = told_exactly(last_leaf);
	uint64_t measured;

	believed->read = NULL;
	measured = measured_tsc(machine, believed);

	/* Emulators tell what the processor they imitate would. */
	if (measured != 0)
		return agree(measured, exact) ? exact : measured;
	return exact != 0 ? exact : told_roughly(last_leaf);
}

static uint64_t
measure_apic_timer(uint64_t tsc_hz)
{
	struct reading start, end;

	lapic_timer_start(UINT32_MAX);
	start = read_both(lapic_timer_count);
	while (rdtsc() - start.tsc < tsc_hz / TIMER_MEASUREMENTS_PER_SECOND)
		cpu_relax();
	end = read_both(lapic_timer_count);
	lapic_timer_start(0);
	return (start.count - end.count) * tsc_hz / (end.tsc - start.tsc);
}

uint32_t
calibrate_apic_timer(uint64_t tsc_hz)
{
	uint64_t last = measure_apic_timer(tsc_hz);

	for (unsigned attempt = 1; attempt < ATTEMPTS; attempt++) {
		uint64_t now = measure_apic_timer(tsc_hz);

		if (difference(last, now) <= now / TOLERANCE)
			return now;
		last = now;
	}
	cprintf("clock: uncertain: local APIC timer at about %llu Hz\n", (unsigned long long)last);
	return last;
}
