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

#define MEASUREMENTS_PER_SECOND 100 /* each takes 10 ms */

#define READINGS  5
#define ATTEMPTS  5
#define TOLERANCE 128 /* results that differ by less than one in so many agree */

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
	const char *names[REFERENCES_MAX + 1];
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

/* The frequency of the time-stamp counter by one reference; 0 if that stopped. */
static uint64_t
measure_tsc(const struct reference *reference)
{
	uint32_t wanted = reference->frequency_hz / MEASUREMENTS_PER_SECOND;
	struct reading start = read_both(reference->read), end;
	unsigned tries = 0;
	uint32_t passed;

	do {
		passed = (reference->read() - start.count) & reference->mask;
	} while (passed < wanted && ++tries < WAIT_TRIES);

	end = read_both(reference->read);
	passed = (end.count - start.count) & reference->mask;
	if (passed < wanted)
		return 0;
	return (end.tsc - start.tsc) * reference->frequency_hz / passed;
}

static uint64_t
difference(uint64_t a, uint64_t b)
{
	return a > b ? a - b : b - a;
}

static void
add_result(struct results *results, const struct reference *reference)
{
	uint64_t hz = measure_tsc(reference);

	if (hz == 0)
		return;
	results->names[results->count] = reference->name;
	results->hz[results->count++] = hz;
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

uint64_t
calibrate_tsc(const struct machine *machine)
{
	struct reference references[REFERENCES_MAX];
	unsigned found = references_find(machine, references);
	struct results results;
	unsigned first = 0, second = 0;

	for (unsigned attempt = 0; attempt < ATTEMPTS; attempt++) {
		results.count = 0;
		for (unsigned i = 0; i < found; i++)
			add_result(&results, &references[i]);
		if (found == 1)
			add_result(&results, &references[0]);
		if (results.count < 2)
			continue;
		closest_pair(&results, &first, &second);
		if (difference(results.hz[first], results.hz[second]) <
		    results.hz[first] / TOLERANCE)
			return results.hz[first];
	}
	if (found == 0 || results.count == 0)
		return 0;
	cprintf("clock: uncertain: %llu Hz by %s, %llu Hz by %s\n",
		(unsigned long long)results.hz[first], results.names[first],
		(unsigned long long)results.hz[second], results.names[second]);
	return results.hz[first];
}

static uint64_t
measure_apic_timer(uint64_t tsc_hz)
{
	struct reading start, end;

	lapic_timer_start(UINT32_MAX);
	start = read_both(lapic_timer_count);
	while (rdtsc() - start.tsc < tsc_hz / MEASUREMENTS_PER_SECOND)
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
