/*
 * The scheduling policies, on machines of several CPUs that exist only here:
 * whose turn is next, and who gets how much.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <kernel/policy.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ENTRIES_MAX 64
#define CPUS_MAX    4
#define SLICE       ((uint32_t)SLICE_NS)

static struct sched_entry entries[ENTRIES_MAX];
static uint64_t time_ns[ENTRIES_MAX]; /* what each has had */

static void
make_entries(unsigned count, const uint32_t *tickets)
{
	memset(entries, 0, sizeof(entries));
	memset(time_ns, 0, sizeof(time_ns));
	for (unsigned i = 0; i < count; i++) {
		entries[i].index = i;
		entries[i].tickets = tickets[i];
		list_init(&entries[i].link);
	}
}

static void
begin(const struct sched_order *order, unsigned count, const uint32_t *tickets)
{
	order->init();
	make_entries(count, tickets);
	for (unsigned i = 0; i < count; i++)
		order->insert(&entries[i], SCHED_WOKEN);
}

static void
charge(const struct sched_order *order, struct sched_entry *entry, uint32_t ran_ns)
{
	time_ns[entry - entries] += ran_ns;
	if (order->charge != NULL)
		order->charge(entry, ran_ns);
}

/* All run as long as they may, on CPUs whose slices end one after the other. */
static void
run(const struct sched_order *order, unsigned cpus, unsigned slices)
{
	struct sched_entry *running[CPUS_MAX];

	for (unsigned cpu = 0; cpu < cpus; cpu++)
		running[cpu] = order->take();
	for (unsigned i = 0; i < slices * cpus; i++) {
		struct sched_entry **entry = &running[i % cpus];

		if (*entry != NULL) {
			charge(order, *entry, SLICE);
			order->insert(*entry, SCHED_TURN_OVER);
		}
		*entry = order->take();
	}
	for (unsigned cpu = 0; cpu < cpus; cpu++)
		if (running[cpu] != NULL)
			order->insert(running[cpu], SCHED_TURN_OVER);
}

TEST("policies are found by their names, and nothing else is")
{
	CHECK(sched_policy_find("rr") == &sched_rr);
	CHECK(sched_policy_find("prio") == &sched_prio);
	CHECK(sched_policy_find("stride") == &sched_stride);
	CHECK(sched_policy_find("lottery") == &sched_lottery);
	CHECK(sched_policy_find("") == NULL);
	CHECK(sched_policy_find("rrr") == NULL);
}

TEST("prio: the highest first, of one priority whoever came first, the preempted before all of it")
{
	static const uint32_t tickets[6] = { 1, 1, 1, 1, 1, 1 };
	static const uint32_t priorities[6] = { 0, 31, 7, 7, 31, 7 };
	static const unsigned expected[6] = { 1, 4, 5, 2, 3, 0 };
	const struct sched_order *order = sched_prio.order;

	order->init();
	make_entries(6, tickets);
	for (unsigned i = 0; i < 6; i++) {
		entries[i].priority = priorities[i];
		order->insert(&entries[i], i == 5 ? SCHED_PREEMPTED : SCHED_WOKEN);
	}
	CHECK(order->outranked(&entries[2]));
	CHECK(!order->outranked(&entries[1]));
	for (unsigned i = 0; i < 6; i++)
		CHECK(order->take() == &entries[expected[i]]);
	CHECK(order->take() == NULL);
	CHECK(!order->outranked(&entries[0]));
}

TEST("prio: one that is preempted again and again has no more than a slice before its equals")
{
	static const uint32_t tickets[2] = { 1, 1 };

	begin(sched_prio.order, 2, tickets);
	for (unsigned turn = 0; turn < 9; turn++) {
		CHECK(sched_prio.order->take() == &entries[turn / 4 % 2]);
		sched_prio.order->charge(&entries[turn / 4 % 2], SLICE / 4);
		sched_prio.order->insert(&entries[turn / 4 % 2], SCHED_PREEMPTED);
	}
}

TEST("prio: one that is withdrawn is not taken")
{
	static const uint32_t tickets[3] = { 1, 1, 1 };
	const struct sched_order *order = sched_prio.order;

	begin(order, 3, tickets);
	order->withdraw(&entries[0]);
	order->withdraw(&entries[2]);
	CHECK(order->take() == &entries[1]);
	CHECK(order->take() == NULL);
}

/* By how much more than a slice the division of what two had together is off. */
static bool
pair_is_fair(unsigned a, unsigned b)
{
	const int64_t both = (int64_t)(time_ns[a] + time_ns[b]);
	const int64_t weights = entries[a].tickets + entries[b].tickets;
	const int64_t due = both * entries[a].tickets / weights;

	return llabs((int64_t)time_ns[a] - due) <= SLICE;
}

TEST("stride: on one CPU no two are ever more than a slice away from their due")
{
	static const uint32_t mixes[][6] = {
		{ 1, 1, 1, 1, 1, 1 },        { 3, 2, 1, 7, 11, 13 }, { 1000, 1, 1, 1, 1, 1 },
		{ 1000, 999, 998, 3, 2, 1 }, { 5, 5, 5, 100, 1, 1 },
	};
	const struct sched_order *order = sched_stride.order;

	srand(1);
	for (size_t mix = 0; mix < sizeof(mixes) / sizeof(mixes[0]); mix++) {
		bool fair = true;

		begin(order, 6, mixes[mix]);
		for (unsigned i = 0; i < 20000; i++) {
			struct sched_entry *entry = order->take();

			/* Half of them end their slices early. */
			charge(order, entry,
			       entry->index % 2 ? SLICE : 1 + (uint32_t)rand() % SLICE);
			order->insert(entry, SCHED_TURN_OVER);
			for (unsigned a = 0; a < 6; a++)
				for (unsigned b = 0; b < a; b++)
					fair = fair && pair_is_fair(a, b);
		}
		CHECK(fair);
	}
}

TEST("stride: who was away has saved nothing up and owes no more than before")
{
	static const uint32_t tickets[2] = { 10, 10 };
	const struct sched_order *order = sched_stride.order;
	unsigned turns = 0;

	begin(order, 2, tickets);
	order->withdraw(&entries[1]);
	run(order, 1, 1000);
	order->insert(&entries[1], SCHED_WOKEN);
	time_ns[0] = 0;
	run(order, 1, 100);
	for (unsigned i = 0; i < 2; i++)
		turns += time_ns[i] / SLICE;
	CHECK_EQ(turns, 100);
	CHECK(time_ns[0] / SLICE >= 49 && time_ns[0] / SLICE <= 51);
}

TEST("stride: with other tickets a debt is as long as before, not as high")
{
	static const uint32_t tickets[2] = { 1, 1000 };
	const struct sched_order *order = sched_stride.order;

	begin(order, 2, tickets);
	for (unsigned i = 0; i < 2; i++) {
		struct sched_entry *entry = order->take();

		charge(order, entry, SLICE);
		order->insert(entry, SCHED_TURN_OVER);
	}
	order->withdraw(&entries[0]);
	order->reweigh(&entries[0], 1000);
	order->insert(&entries[0], SCHED_TURN_OVER);
	time_ns[0] = time_ns[1] = 0;
	run(order, 1, 100);
	CHECK(time_ns[0] / SLICE >= 48 && time_ns[0] / SLICE <= 52);
}

TEST("stride: a heap of many gives them back by their passes, whoever is withdrawn")
{
	const struct sched_order *order = sched_stride.order;
	uint32_t tickets[ENTRIES_MAX];
	bool sorted = true;

	srand(2);
	for (unsigned i = 0; i < ENTRIES_MAX; i++)
		tickets[i] = 1 + (uint32_t)rand() % ENV_TICKETS_MAX;
	order->init();
	make_entries(ENTRIES_MAX, tickets);
	for (unsigned round = 0; round < 200; round++) {
		uint64_t last = 0;

		for (unsigned i = 0; i < ENTRIES_MAX; i++) {
			entries[i].pass = (uint64_t)rand() % 1000;
			order->insert(&entries[i], SCHED_TURN_OVER);
		}
		for (unsigned i = 0; i < ENTRIES_MAX; i += 3)
			order->withdraw(&entries[i]);
		for (struct sched_entry *entry; (entry = order->take()) != NULL;) {
			sorted = sorted && entry->pass >= last && entry->index % 3 != 0;
			last = entry->pass;
		}
		order->init();
	}
	CHECK(sorted);
}

TEST("lottery: 10,000 draws are within three standard deviations of the tickets")
{
	static const uint32_t mixes[][4] = {
		{ 1, 1, 1, 1 }, { 1, 2, 3, 4 }, { 1000, 500, 250, 250 }, { 97, 1, 1, 1 }
	};
	const struct sched_order *order = sched_lottery.order;
	const unsigned draws = 10000;

	for (size_t mix = 0; mix < sizeof(mixes) / sizeof(mixes[0]); mix++) {
		uint32_t total = 0;

		begin(order, 4, mixes[mix]);
		run(order, 1, draws);
		for (unsigned i = 0; i < 4; i++)
			total += mixes[mix][i];
		for (unsigned i = 0; i < 4; i++) {
			const double p = (double)mixes[mix][i] / total;
			const double off = (double)(time_ns[i] / SLICE) - p * draws;

			CHECK(off * off <= 9 * draws * p * (1 - p));
		}
	}
}

/* Whoever is first runs for a part of each slice, then yields or blocks and is ready again at once. */
static void
run_partly(const struct sched_order *order, unsigned part, bool blocks, unsigned full_slices)
{
	while (full_slices > 0) {
		struct sched_entry *entry = order->take();
		const bool first = entry == &entries[0];

		charge(order, entry, first ? SLICE / part : SLICE);
		if (first && blocks)
			order->leave(entry);
		order->insert(entry, first && blocks ? SCHED_WOKEN : SCHED_TURN_OVER);
		full_slices -= !first;
	}
}

TEST("lottery: who uses a part of each slice has as much time as who uses all of it")
{
	static const uint32_t tickets[2] = { 10, 10 };
	const struct sched_order *order = sched_lottery.order;
	const unsigned slices = 5000;

	for (unsigned part = 2; part <= 32; part *= 2)
		for (unsigned blocks = 0; blocks < 2; blocks++) {
			double off;

			begin(order, 2, tickets);
			run_partly(order, part, blocks, slices);
			/* Between two slices of the other it has part turns, of variance part * (part + 1). */
			off = ((double)time_ns[0] - (double)time_ns[1]) / SLICE;
			CHECK(off * off <= 9.0 * slices * (part + 1) / part);
		}
}

TEST("lottery: a slice that was given up counts once, and for little more than its length")
{
	static const uint32_t tickets[2] = { 3, 5 };
	const struct sched_order *order = sched_lottery.order;
	uint32_t full;

	begin(order, 2, tickets);
	full = entries[0].weight;
	while (order->take() != &entries[0])
		order->insert(&entries[1], SCHED_TURN_OVER);
	charge(order, &entries[0], SLICE / 4);
	order->insert(&entries[0], SCHED_TURN_OVER);
	CHECK(entries[0].weight >= 4 * full && entries[0].weight <= 4 * full + full / 100);
	while (order->take() != &entries[0])
		order->insert(&entries[1], SCHED_TURN_OVER);
	charge(order, &entries[0], SLICE);
	order->insert(&entries[0], SCHED_TURN_OVER);
	CHECK_EQ(entries[0].weight, full);
	while (order->take() != &entries[0])
		order->insert(&entries[1], SCHED_TURN_OVER);
	charge(order, &entries[0], 1);
	order->insert(&entries[0], SCHED_TURN_OVER);
	CHECK(entries[0].weight <= 65 * full);
	order->withdraw(&entries[0]);
	order->insert(&entries[0], SCHED_WOKEN);
	CHECK_EQ(entries[0].weight, full);
}

/* As run, of those that yield at once: the next is taken before they are put back. */
static void
run_yielding(const struct sched_order *order, unsigned cpus, unsigned turns)
{
	struct sched_entry *running[CPUS_MAX];

	for (unsigned cpu = 0; cpu < cpus; cpu++)
		running[cpu] = order->take();
	for (unsigned i = 0; i < turns * cpus; i++) {
		struct sched_entry *entry = running[i % cpus];

		charge(order, entry, 1);
		running[i % cpus] = order->take();
		order->insert(entry, SCHED_TURN_OVER);
	}
}

TEST("lottery: those that yield all the time have their turns by their tickets")
{
	static const uint32_t tickets[] = { 4, 4, 4, 4, 3, 3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1 };
	const struct sched_order *order = sched_lottery.order;
	const unsigned turns = 400000;

	for (unsigned cpus = 1; cpus <= CPUS_MAX; cpus *= 2) {
		begin(order, 16, tickets);
		run_yielding(order, cpus, turns / cpus);
		for (unsigned i = 0; i < 16; i++) {
			const double due = (double)turns * tickets[i] / 40;

			CHECK((double)time_ns[i] >= due * 0.95 && (double)time_ns[i] <= due * 1.05);
		}
	}
}

TEST("lottery: what was won for short turns is not owed in long ones")
{
	static const uint32_t tickets[3] = { 1000, 10, 10 };
	const struct sched_order *order = sched_lottery.order;
	struct sched_entry *other;
	uint32_t owed;

	begin(order, 3, tickets);
	while ((other = order->take()) != &entries[0])
		order->insert(other, SCHED_TURN_OVER);
	charge(order, &entries[0], SLICE / 32);
	order->insert(&entries[0], SCHED_TURN_OVER);
	CHECK(order->take() == &entries[0]);
	other = order->take(); /* the first wins before another does, again and again */
	owed = entries[0].owed;
	CHECK(other != NULL && owed >= 16);
	charge(order, &entries[0], SLICE / 16);
	order->insert(&entries[0], SCHED_TURN_OVER);
	CHECK(entries[0].owed + 1 <= owed / 2);
	CHECK(order->take() == &entries[0]);
	charge(order, &entries[0], SLICE);
	order->insert(&entries[0], SCHED_TURN_OVER);
	CHECK_EQ(entries[0].owed, 0);
}

TEST("lottery: the same seed draws the same")
{
	static const uint32_t tickets[3] = { 1, 2, 3 };
	const struct sched_order *order = sched_lottery.order;
	uint64_t first[3];

	begin(order, 3, tickets);
	run(order, 1, 1000);
	memcpy(first, time_ns, sizeof(first));
	begin(order, 3, tickets);
	run(order, 1, 1000);
	CHECK(memcmp(first, time_ns, sizeof(first)) == 0);
}

TEST("lottery: who waits no more has no tickets in the draw")
{
	static const uint32_t tickets[4] = { 1000, 1, 1, 1000 };
	const struct sched_order *order = sched_lottery.order;
	struct sched_entry *running;

	begin(order, 4, tickets);
	order->withdraw(&entries[0]);
	CHECK_EQ(entries[0].weight, 0);
	while ((running = order->take()) != &entries[3])
		order->insert(running, SCHED_TURN_OVER);
	order->leave(running);
	CHECK_EQ(running->weight, 0);
	run(order, 1, 1000);
	CHECK_EQ(time_ns[0] + time_ns[3], 0);
	CHECK_EQ(time_ns[1] + time_ns[2], 1000 * SLICE_NS);
}

/*
 * What is due to each of count on several CPUs: a share by tickets, but none
 * has more than one CPU, and what such a one cannot use is shared by the rest.
 */
static void
fill(unsigned cpus, unsigned count, const uint32_t *tickets, double *due)
{
	bool full[ENTRIES_MAX] = { false };
	bool changed = true;

	while (changed) {
		double left = cpus, total = 0;

		changed = false;
		for (unsigned i = 0; i < count; i++) {
			left -= full[i];
			total += full[i] ? 0 : tickets[i];
		}
		for (unsigned i = 0; i < count; i++) {
			due[i] = full[i] ? 1 : left * tickets[i] / total;
			if (due[i] > 1)
				full[i] = changed = true;
		}
	}
}

static const struct {
	unsigned cpus, count;
	uint32_t tickets[8];
} machines[] = {
	{ 2, 3, { 1, 1, 1 } },
	{ 2, 3, { 2, 1, 1 } },
	{ 2, 3, { 3, 2, 1 } },
	{ 2, 3, { 1000, 1, 1 } }, /* a share of more than a CPU */
	{ 2, 4, { 5, 2, 1, 1 } },
	{ 2, 5, { 100, 100, 100, 50, 50 } },
	{ 4, 5, { 10, 1, 1, 1, 1 } },
	{ 4, 6, { 1, 2, 3, 4, 5, 6 } },
	{ 4, 8, { 1000, 900, 10, 9, 8, 7, 6, 5 } },
	{ 4, 8, { 1, 1, 1, 1, 2, 2, 2, 2 } },
};

static void
check_shares(const struct sched_order *order, unsigned slices, double tolerance)
{
	for (size_t m = 0; m < sizeof(machines) / sizeof(machines[0]); m++) {
		double due[ENTRIES_MAX];

		begin(order, machines[m].count, machines[m].tickets);
		run(order, machines[m].cpus, slices);
		fill(machines[m].cpus, machines[m].count, machines[m].tickets, due);
		for (unsigned i = 0; i < machines[m].count; i++) {
			const double share = (double)time_ns[i] / SLICE_NS / slices;

			if (!CHECK(share >= due[i] * (1 - tolerance) &&
				   share <= due[i] * (1 + tolerance)))
				printf("%u CPUs, mix %zu, entry %u: %f, due %f\n", machines[m].cpus,
				       m, i, share, due[i]);
		}
	}
}

TEST("stride: on several CPUs all have their shares within one per cent")
{
	check_shares(sched_stride.order, 5000, 0.01);
}

TEST("lottery: on several CPUs all have their shares within five per cent")
{
	check_shares(sched_lottery.order, 200000, 0.05);
}

TEST("stride: what one could not use of its share is not saved up for later")
{
	static const uint32_t tickets[4] = { 1000, 1, 1, 1000 };
	const struct sched_order *order = sched_stride.order;

	begin(order, 4, tickets);
	order->withdraw(&entries[3]);
	run(order, 2, 10000);
	order->insert(&entries[3], SCHED_WOKEN);
	entries[1].tickets = 1;
	order->withdraw(&entries[1]);
	order->reweigh(&entries[1], 1000);
	order->insert(&entries[1], SCHED_TURN_OVER);
	memset(time_ns, 0, sizeof(time_ns));
	run(order, 2, 300);
	for (unsigned i = 0; i < 4; i++)
		if (i != 2)
			CHECK(time_ns[i] / SLICE >= 190 && time_ns[i] / SLICE <= 210);
}
