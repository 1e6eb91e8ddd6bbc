/*
 * Fixed priorities: the highest that is ready runs, those of one priority
 * take turns. A list for each priority, and a bit that says it is not empty.
 *
 * One that makes way goes on before its equals, unless it has used up a slice
 * in pieces: else they would wait for as long as somebody higher keeps waking.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/policy.h>

#define PRIORITIES (ENV_PRIORITY_MAX + 1)
#define HIGHEST(w) (31 - (unsigned)__builtin_clz(w))

_Static_assert(PRIORITIES == 32, "one bit for each in a word");

/* Letters: r the run queue's lock. */
static struct list levels[PRIORITIES]; /* r */
static uint32_t occupied;              /* r: bit p is set when levels[p] is not empty */

static void
prio_init(void)
{
	for (unsigned i = 0; i < PRIORITIES; i++)
		list_init(&levels[i]);
	occupied = 0;
}

static void
prio_insert(struct sched_entry *entry, enum sched_arrival arrival)
{
	if (arrival == SCHED_PREEMPTED && entry->used_ns < SLICE_NS) {
		list_push_front(&levels[entry->priority], &entry->link);
	} else {
		entry->used_ns = 0;
		list_push_back(&levels[entry->priority], &entry->link);
	}
	occupied |= 1u << entry->priority;
}

static void
prio_withdraw(struct sched_entry *entry)
{
	list_remove(&entry->link);
	if (list_empty(&levels[entry->priority]))
		occupied &= ~(1u << entry->priority);
}

static struct sched_entry *
prio_take(void)
{
	struct sched_entry *entry;

	if (occupied == 0)
		return NULL;
	entry = LIST_MEMBER(levels[HIGHEST(occupied)].next, struct sched_entry, link);
	prio_withdraw(entry);
	return entry;
}

static void
prio_charge(struct sched_entry *entry, uint32_t ran_ns)
{
	if (entry->used_ns < SLICE_NS)
		entry->used_ns += ran_ns;
}

static void
prio_reweigh(struct sched_entry *entry, uint32_t tickets)
{
	entry->tickets = tickets;
}

static bool
prio_outranked(const struct sched_entry *running)
{
	return occupied != 0 && HIGHEST(occupied) > running->priority;
}

static const struct sched_order order = {
	.init = prio_init,
	.insert = prio_insert,
	.take = prio_take,
	.withdraw = prio_withdraw,
	.charge = prio_charge,
	.reweigh = prio_reweigh,
	.outranked = prio_outranked,
};

const struct sched_policy sched_prio = { "prio", &order };
