/*
 * Stride scheduling: CPU time in proportion to tickets. Each environment has
 * a pass, the time it has had for each of its tickets; the lowest runs next.
 *
 * Source: Waldspurger and Weihl, "Stride Scheduling: Deterministic
 * Proportional-Share Resource Management", MIT/LCS/TM-528, 1995. Passes grow
 * by time used instead of by whole slices, so that who blocks early owes less.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/policy.h>

/* So many slices an environment may be behind and still make up for. */
#define LAG_SLICES 4

/* Letters: r the run queue's lock. */
static struct {
	unsigned count;    /* r */
	uint32_t sequence; /* r: of the next to come */
	uint64_t pass;     /* r: the highest at which one was taken: where new ones begin */
	struct sched_entry *heap[NENV]; /* r */
} queue;

static void
stride_init(void)
{
	queue.count = 0;
	queue.sequence = 0;
	queue.pass = 0;
}

static bool
before(const struct sched_entry *a, const struct sched_entry *b)
{
	if (a->pass != b->pass)
		return a->pass < b->pass;
	return (int32_t)(a->sequence - b->sequence) < 0;
}

static void
place(struct sched_entry *entry, unsigned slot)
{
	queue.heap[slot] = entry;
	entry->slot = slot;
}

static void
sift_up(struct sched_entry *entry, unsigned slot)
{
	while (slot > 0) {
		const unsigned parent = (slot - 1) / 2;

		if (before(queue.heap[parent], entry))
			break;
		place(queue.heap[parent], slot);
		slot = parent;
	}
	place(entry, slot);
}

static void
sift_down(struct sched_entry *entry, unsigned slot)
{
	for (;;) {
		unsigned child = 2 * slot + 1;

		if (child >= queue.count)
			break;
		if (child + 1 < queue.count && before(queue.heap[child + 1], queue.heap[child]))
			child++;
		if (before(entry, queue.heap[child]))
			break;
		place(queue.heap[child], slot);
		slot = child;
	}
	place(entry, slot);
}

/*
 * Who was away has saved nothing up. Who ran may be behind because it could
 * not have more than one CPU: of that only a little is made up for later.
 */
static void
limit_credit(struct sched_entry *entry, enum sched_arrival arrival)
{
	const uint64_t lag =
		arrival == SCHED_WOKEN ? 0 : LAG_SLICES * (uint32_t)SLICE_NS / entry->tickets;

	if (entry->pass + lag < queue.pass)
		entry->pass = queue.pass - lag;
}

static void
stride_insert(struct sched_entry *entry, enum sched_arrival arrival)
{
	limit_credit(entry, arrival);
	entry->sequence = queue.sequence++;
	sift_up(entry, queue.count++);
}

static void
stride_withdraw(struct sched_entry *entry)
{
	struct sched_entry *last = queue.heap[--queue.count];

	if (last != entry) {
		sift_down(last, entry->slot);
		sift_up(last, last->slot);
	}
}

static struct sched_entry *
stride_take(void)
{
	struct sched_entry *entry;

	if (queue.count == 0)
		return NULL;
	entry = queue.heap[0];
	stride_withdraw(entry);
	if (entry->pass > queue.pass)
		queue.pass = entry->pass;
	return entry;
}

static void
stride_charge(struct sched_entry *entry, uint32_t ran_ns)
{
	const uint32_t owing = ran_ns + entry->remainder;

	entry->pass += owing / entry->tickets;
	entry->remainder = owing % entry->tickets;
}

/* What it has had beyond its due counts for as much time as before. */
static void
stride_reweigh(struct sched_entry *entry, uint32_t tickets)
{
	if (entry->pass > queue.pass)
		entry->pass = queue.pass + (entry->pass - queue.pass) * entry->tickets / tickets;
	entry->tickets = tickets;
}

static const struct sched_order order = {
	.yield_to_all = true,
	.init = stride_init,
	.insert = stride_insert,
	.take = stride_take,
	.withdraw = stride_withdraw,
	.charge = stride_charge,
	.reweigh = stride_reweigh,
};

const struct sched_policy sched_stride = { "stride", &order };
