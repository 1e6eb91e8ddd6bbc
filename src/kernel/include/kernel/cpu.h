/*
 * One structure per CPU, indexed by the kernel's own dense numbers (APIC
 * ids are sparse); and the ways in which CPUs ask each other for attention.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_CPU_H
#define TINE_KERNEL_CPU_H

#include <arch/cpu.h>
#include <kernel/list.h>
#include <kernel/page.h>
#include <kernel/spinlock.h>
#include <kernel/uservaddr.h>

#define MAX_CPUS 128

/* On a cache line of its own, and what follows up to the next such member. */
#define CACHE_ALIGNED __attribute__((aligned(64)))

struct env;

/* Letters: r its own lock; a atomic. */
struct runqueue {
	struct spinlock lock;
	struct list ready; /* r: DYING environments and, under round robin, RUNNABLE ones */
	unsigned cpu;      /* i: whose it is */
	unsigned length;   /* r, read without it as a hint: with those a policy keeps */
	bool dying_next;   /* r: a DYING one goes before those the policy keeps */
};

/*
 * What others write, or look at often, has lines of its own, so that it does not take away what
 * this CPU uses all the time. Letters: i fixed after start-up; o only this CPU; a atomic.
 */
struct cpu {
	struct arch_cpu arch;      /* o */
	unsigned index;            /* i */
	bool online;               /* a: takes part in scheduling */
	struct env *current;       /* o: RUNNING here, or null; written by this CPU, read by any */
	struct env *loaded;        /* o: whose address space and FPU registers this CPU holds */
	uint32_t ticks;            /* o: its counter when it last charged somebody, */
	uint32_t slice_start;      /* o: and when the current environment's slice began */
	uint64_t timer_ns;         /* o: when its timer interrupts, or TIMEOUT_NEVER */
	bool offers;               /* o: it does so to see whether anybody waits still */
	uint32_t wakes;            /* o: how often it has woken an idle CPU */
	uint32_t short_turns;      /* o: locks taken by handover.asm, in debug builds */
	struct runqueue *queue;    /* i: where it looks first: its own, or the one that all share */
	uservaddr_t user_fault_va; /* o: where the last failed user copy or check found no access */
	CACHE_ALIGNED struct runqueue runqueue;
	CACHE_ALIGNED struct page_cache pages;
	CACHE_ALIGNED uint32_t poll_wanted; /* a: requests made to this CPU by cpu_request_poll, */
	uint32_t poll_done;                 /* a: and how many of them it has seen */
	uint32_t breakpoints;               /* o: which version of them it has */
	uint32_t paused;                    /* a: for which pause it stands, or last stood, still */
};

extern struct cpu cpus[MAX_CPUS];
extern unsigned ncpus; /* CPUs found; fixed before any but the boot CPU runs */

/* The CPU this runs on. Interrupts are off in the kernel, so it stays true. */
static inline struct cpu *
this_cpu(void)
{
	return arch_this_cpu();
}

static inline unsigned
cpu_index(void)
{
	return this_cpu()->index;
}

/* Prepare cpus[index] for use by page_alloc and the scheduler. */
void cpu_init(struct cpu *cpu, unsigned index);

/*
 * Answer what other CPUs want of this one: drop stale translations, give back
 * free pages, stand still while the monitor has the machine. Called on the poll interrupt and
 * in every loop that waits for another CPU. Takes no locks.
 */
void cpu_poll(void);

/*
 * Make another CPU run cpu_poll, and wait until it has. Both may hold locks:
 * whoever waits for a lock polls.
 */
void cpu_request_poll(struct cpu *target);

/* Make all others do so, without waiting: they will have before they return to user mode. */
void cpus_request_poll_later(void);

/*
 * Have every other CPU stand still in cpu_poll until cpus_resume, so that the monitor
 * sees a machine that does. cpus_pause does not wait for them: cpu_is_awaited tells of
 * each whether it is still to come.
 */
void cpus_pause(void);
bool cpu_is_awaited(const struct cpu *cpu);
void cpus_resume(void);

#endif
