/*
 * Scheduling policies: in which order ready environments get a CPU.
 *
 * A policy sees of an environment only its struct sched_entry, and touches
 * no hardware and no other part of the kernel, so that it is tested on the
 * host. docs/policies.md explains each and compares them.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_POLICY_H
#define TINE_KERNEL_POLICY_H

#include <abi/env.h>
#include <abi/types.h>
#include <kernel/list.h>

#define SLICE_NS 10000000ull /* an environment runs at most 10 ms while others wait */

/* Letters: i fixed after boot; r the run queue's lock. */
struct sched_entry {
	unsigned index;     /* i: of the environment, below NENV */
	struct list link;   /* r: place in a list of the run queue or the policy */
	uint32_t priority;  /* r: 0 to ENV_PRIORITY_MAX, which goes first */
	uint32_t tickets;   /* r: 1 to ENV_TICKETS_MAX */
	uint64_t pass;      /* r: stride: CPU time it has had, in nanoseconds for each ticket, */
	uint32_t remainder; /* r: and nanoseconds that are not yet one for each */
	uint32_t sequence;  /* r: stride: of two with equal passes the lower goes first */
	unsigned slot;      /* r: stride: place in the heap */
	uint32_t weight;    /* r: lottery: its part in draws */
	uint32_t used_ns;   /* r: prio, lottery: used of its slice; lottery: 0 if unknown */
	uint32_t turn;      /* r: lottery: how long its last turn was */
	uint32_t owed;      /* r: lottery: turns it has won while it was running */
	bool ready;         /* r: lottery: waits for a CPU */
};

/* Why an environment is put in the queue. */
enum sched_arrival {
	SCHED_WOKEN,     /* it was new, blocked or stopped */
	SCHED_TURN_OVER, /* it has used up its slice, or yields */
	SCHED_PREEMPTED, /* it ran, and was to run on */
};

/*
 * An order of the environments of the whole machine. All functions are
 * called with the lock of the one run queue held, and take logarithmic time
 * at most. Where one may be null, null does nothing.
 */
struct sched_order {
	bool yield_to_all; /* a yield lets any other run once, not only what stands before it */
	void (*init)(void);
	void (*insert)(struct sched_entry *entry, enum sched_arrival arrival);
	struct sched_entry *(*take)(void); /* who runs next, taken out; null if nobody waits */
	void (*withdraw)(struct sched_entry *entry); /* it waits no more, without having run */
	void (*leave)(struct sched_entry *entry);    /* or null: it ran, and does not wait now */
	void (*charge)(struct sched_entry *entry, uint32_t ran_ns);   /* or null: it has run */
	void (*reweigh)(struct sched_entry *entry, uint32_t tickets); /* not in the queue */
	bool (*outranked)(const struct sched_entry *running); /* or null: must it make way? */
};

struct sched_policy {
	const char *name;
	const struct sched_order *order; /* null: first come, first served, a queue for each CPU */
};

extern const struct sched_policy sched_rr, sched_prio, sched_stride, sched_lottery;

/* The policy called name, or null. */
const struct sched_policy *sched_policy_find(const char *name);

#endif
