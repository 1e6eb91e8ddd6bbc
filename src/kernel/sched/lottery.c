/*
 * Lottery scheduling: each slice goes to the holder of a ticket drawn at
 * random. The tickets are summed in a binary indexed tree.
 *
 * Running environments take part too: with fewer than all, the shares of a
 * machine with several CPUs would not be those of the tickets. One that wins
 * while it runs is owed a turn, and the draw is repeated.
 *
 * Sources: Waldspurger and Weihl, "Lottery Scheduling", OSDI 1994, of which
 * section 3.4 has the compensation of who uses a part of a slice; Fenwick,
 * "A New Data Structure for Cumulative Frequency Tables", 1994.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/policy.h>

#define SEED 2463534242u /* fixed, so that a run can be repeated; not 0 */

/* One that is owed so many turns has more tickets than a CPU can serve: it sits out. */
#define OWED_MAX 32

/*
 * What a ticket weighs, so that there are parts of one to compensate with; and how many times as much it may
 * weigh then. What all environments together can have fits in 32 bits.
 */
#define TICKET_WEIGHT    16u
#define COMPENSATION_MAX 64u
#define WEIGHT_MAX       (ENV_TICKETS_MAX * TICKET_WEIGHT * (COMPENSATION_MAX + 1))
_Static_assert(WEIGHT_MAX <= UINT32_MAX / NENV, "sums do not overflow");

/* Time is divided by this, so that a weight times a slice fits in 32 bits, too. */
#define TIME_SHIFT 10
#define SLICE      ((uint32_t)(SLICE_NS >> TIME_SHIFT))
_Static_assert(ENV_TICKETS_MAX *TICKET_WEIGHT <= UINT32_MAX / SLICE, "products do not overflow");

/* Letters: r the run queue's lock. */
static struct {
	uint32_t random;                   /* r */
	uint32_t total;                    /* r: of the weights that take part */
	unsigned ready;                    /* r: how many wait for a CPU */
	struct list owed;                  /* r: of these, who goes on without a draw */
	uint32_t sums[NENV + 1];           /* r: [i]: weight of the i & -i entries up to i */
	struct sched_entry *entries[NENV]; /* r: by index, set once an entry has taken part */
} lottery;

static void
lottery_init(void)
{
	lottery.random = SEED;
	lottery.total = 0;
	lottery.ready = 0;
	list_init(&lottery.owed);
	for (unsigned i = 0; i <= NENV; i++)
		lottery.sums[i] = 0;
}

static void
set_weight(struct sched_entry *entry, uint32_t weight)
{
	const uint32_t change = weight - entry->weight;

	if (change == 0)
		return;
	entry->weight = weight;
	lottery.entries[entry->index] = entry;
	lottery.total += change;
	for (unsigned i = entry->index + 1; i <= NENV; i += i & -i)
		lottery.sums[i] += change;
}

/* How long the turn was that is over, a slice at most; only 1/COMPENSATION_MAX of one counts as that. */
static uint32_t
last_turn(const struct sched_entry *entry)
{
	const uint32_t used = entry->used_ns >> TIME_SHIFT;

	if (entry->used_ns == 0 || used > SLICE)
		return SLICE;
	return used > SLICE / COMPENSATION_MAX ? used : SLICE / COMPENSATION_MAX;
}

static void
take_part(struct sched_entry *entry)
{
	set_weight(entry, entry->tickets * TICKET_WEIGHT * SLICE / entry->turn);
}

/*
 * Who gave up a part of its last slice has so much more of a chance until its next turn is over.
 * What it is owed was won for turns as long as the one before, so it is owed as much time now.
 */
static void
weigh_by_last_turn(struct sched_entry *entry)
{
	const uint32_t turn = last_turn(entry);

	if (turn != entry->turn)
		entry->owed = entry->owed * entry->turn / turn;
	if (entry->owed > OWED_MAX)
		entry->owed = OWED_MAX;
	entry->turn = turn;
	entry->used_ns = 0;
	take_part(entry);
}

static struct sched_entry *
holder(uint32_t ticket)
{
	unsigned at = 0;

	for (unsigned step = NENV; step > 0; step /= 2)
		if (at + step <= NENV && lottery.sums[at + step] <= ticket) {
			at += step;
			ticket -= lottery.sums[at];
		}
	return lottery.entries[at];
}

/* A number below limit. Marsaglia, "Xorshift RNGs", 2003: period 2^32 - 1. */
static uint32_t
draw(uint32_t limit)
{
	lottery.random ^= lottery.random << 13;
	lottery.random ^= lottery.random >> 17;
	lottery.random ^= lottery.random << 5;
	return (uint32_t)((uint64_t)lottery.random * limit >> 32);
}

static void
lottery_insert(struct sched_entry *entry, enum sched_arrival arrival)
{
	weigh_by_last_turn(entry);
	entry->ready = true;
	lottery.ready++;
	if (arrival != SCHED_WOKEN && entry->owed > 0) {
		entry->owed--;
		list_push_back(&lottery.owed, &entry->link);
	}
}

static void
forget(struct sched_entry *entry)
{
	set_weight(entry, 0);
	entry->owed = 0;
}

static struct sched_entry *
give_cpu(struct sched_entry *entry)
{
	take_part(entry); /* it may have sat out */
	entry->ready = false;
	lottery.ready--;
	return entry;
}

static void
lottery_withdraw(struct sched_entry *entry)
{
	list_remove(&entry->link);
	give_cpu(entry);
	forget(entry);
}

static struct sched_entry *
lottery_take(void)
{
	struct list *link = list_pop_front(&lottery.owed);

	if (link != NULL)
		return give_cpu(LIST_MEMBER(link, struct sched_entry, link));
	/* Ends because every draw that nobody ready wins adds to what is owed to one of few. */
	while (lottery.ready > 0) {
		struct sched_entry *entry = holder(draw(lottery.total));

		if (entry->ready)
			return give_cpu(entry);
		if (++entry->owed == OWED_MAX)
			set_weight(entry, 0);
	}
	return NULL;
}

static void
lottery_charge(struct sched_entry *entry, uint32_t ran_ns)
{
	entry->used_ns = ran_ns < SLICE_NS - entry->used_ns ? entry->used_ns + ran_ns : SLICE_NS;
}

static void
lottery_reweigh(struct sched_entry *entry, uint32_t tickets)
{
	entry->tickets = tickets;
}

static const struct sched_order order = {
	.yield_to_all = true,
	.init = lottery_init,
	.insert = lottery_insert,
	.take = lottery_take,
	.withdraw = lottery_withdraw,
	.leave = forget,
	.charge = lottery_charge,
	.reweigh = lottery_reweigh,
};

const struct sched_policy sched_lottery = { "lottery", &order };
