/*
 * Reading the rings of all CPUs as one, by time.
 *
 * The oldest record of a full ring is left out: it is the one that its CPU may
 * have been writing over when it was made to stand still.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/trace.h>

static const struct trace_record *
record_at(const struct trace_walk *walk, unsigned ring, uint32_t index)
{
	return &walk->rings[ring].records[index % TRACE_RECORDS];
}

static bool
fits(const struct trace_walk *walk, const struct trace_record *record)
{
	return (walk->filter.env == 0 || record->env == walk->filter.env) &&
	       (walk->filter.event < 0 || record->event == walk->filter.event);
}

/* Are there records before the next in a ring? */
static bool
has_earlier(const struct trace_walk *walk, unsigned ring)
{
	const uint32_t written = walk->end[ring];

	return walk->next[ring] > (written < TRACE_RECORDS ? 0 : written - TRACE_RECORDS + 1);
}

/* The ring with the latest record before its next, or count. */
static unsigned
latest_ring(const struct trace_walk *walk)
{
	unsigned found = walk->count;
	uint64_t latest_ns = 0;

	for (unsigned i = 0; i < walk->count; i++) {
		uint64_t time_ns;

		if (!has_earlier(walk, i))
			continue;
		time_ns = record_at(walk, i, walk->next[i] - 1)->time_ns;
		if (found == walk->count || time_ns >= latest_ns) {
			found = i;
			latest_ns = time_ns;
		}
	}
	return found;
}

void
trace_walk_begin(struct trace_walk *walk, const struct trace_ring *rings, unsigned count,
		 struct trace_filter filter, unsigned wanted)
{
	walk->rings = rings;
	walk->count = count;
	walk->filter = filter;
	for (unsigned i = 0; i < count; i++)
		walk->next[i] = walk->end[i] = rings[i].written;
	while (wanted > 0) {
		const unsigned ring = latest_ring(walk);

		if (ring == count)
			return;
		walk->next[ring]--;
		wanted -= fits(walk, record_at(walk, ring, walk->next[ring]));
	}
}

/* The ring whose next record comes first, or count. */
static unsigned
first_ring(const struct trace_walk *walk)
{
	unsigned found = walk->count;
	uint64_t first_ns = 0;

	for (unsigned i = 0; i < walk->count; i++) {
		uint64_t time_ns;

		if (walk->next[i] == walk->end[i])
			continue;
		time_ns = record_at(walk, i, walk->next[i])->time_ns;
		if (found == walk->count || time_ns < first_ns) {
			found = i;
			first_ns = time_ns;
		}
	}
	return found;
}

const struct trace_record *
trace_walk_next(struct trace_walk *walk)
{
	for (;;) {
		const unsigned ring = first_ring(walk);
		const struct trace_record *record;

		if (ring == walk->count)
			return NULL;
		record = record_at(walk, ring, walk->next[ring]++);
		if (fits(walk, record))
			return record;
	}
}
