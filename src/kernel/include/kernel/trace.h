/*
 * What has happened lately: a ring of records for each CPU, which writes its
 * own without a lock; who reads merges them by time.
 *
 * Most events are recorded only while tracing is on. A few rare ones always
 * are, so that a panic can tell what came before it.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_TRACE_H
#define TINE_KERNEL_TRACE_H

#include <abi/env.h>
#include <kernel/cpu.h>

/* With the meaning of the two words. Those with a star are always recorded. */
enum trace_event {
	TRACE_CREATE, /* * an environment: its id */
	TRACE_FREE,   /* * its end, when all it had has been returned: its id */
	TRACE_END,    /* * a program, by an exception it has no handler for: vector, eip */
	TRACE_STOP,   /* * in the monitor: eip */
	TRACE_SWITCH, /* to another environment: the old one's id, or 0, and the new one's */
	TRACE_CALL,   /* a system call: number, first argument */
	TRACE_RESULT, /* the end of one, if its caller has not made way for another: number, result */
	TRACE_WAKE,   /* the end of one that its caller waits in: whose, result */
	TRACE_EXCEPTION, /* vector, eip */
	TRACE_FAULT,     /* a page fault: address, eip */
	TRACE_UPCALL,    /* a handler of the program's is entered: vector, eip */
	TRACE_INTERRUPT, /* vector */
	TRACE_MESSAGE,   /* is delivered: to whom, value */
	TRACE_POLL,      /* another CPU is to drop its translations: its index */
	TRACE_LOCK,      /* has been waited for: its name, microseconds. Only in debug builds. */
	TRACE_EVENTS,
};

struct trace_record {
	uint64_t time_ns;
	uint16_t cpu;
	uint16_t event; /* enum trace_event */
	envid_t env;    /* the current one, or 0 */
	uint32_t words[2];
};

/* What fits in a page. */
#define TRACE_RECORDS (PGSIZE / sizeof(struct trace_record))

/* Letters: i fixed after boot; o only this CPU writes it, others read while it stands still. */
struct CACHE_ALIGNED trace_ring {
	struct trace_record *records; /* i: TRACE_RECORDS of them; null: there was no memory */
	uint32_t written;             /* o: counts on; raised when a record is whole */
};

extern struct trace_ring trace_rings[MAX_CPUS];

/* Give each CPU that has been found its ring; before any but this one runs. */
void trace_init(void);

/* Is it on? Set once before the first program runs, and then while the other CPUs stand still. */
extern bool tracing;
void trace_set(bool on);

/* Record an event of this CPU's, whether tracing is on or not. Takes no lock; not for NMIs. */
void trace_always(enum trace_event event, uint32_t first, uint32_t second);

/* The same if it is on. */
static inline void
trace(enum trace_event event, uint32_t first, uint32_t second)
{
	if (__builtin_expect(tracing, false))
		trace_always(event, first, second);
}

/* A system call of caller's, the current environment when it was made, and its end. */
void trace_call(uint32_t number, uint32_t first);
void trace_result(const struct env *caller, uint32_t number, int32_t result);

/* env is about to be loaded in place of old, or of none. */
void trace_change(const struct env *old, const struct env *env);
static inline void
trace_switch(const struct env *old, const struct env *env)
{
	if (__builtin_expect(tracing, false))
		trace_change(old, env);
}

/* Which records are wanted. */
struct trace_filter {
	envid_t env; /* 0: any */
	int event;   /* -1: any */
};

/* A walk through count rings, forward in time. */
struct trace_walk {
	const struct trace_ring *rings;
	unsigned count;
	struct trace_filter filter;
	uint32_t next[MAX_CPUS], end[MAX_CPUS];
};

/*
 * Begin a walk at the last wanted records of all rings together, or as many
 * as there are; then take one after the other. Null: that was all. They
 * come by time, and those of one time by CPU.
 */
void trace_walk_begin(struct trace_walk *walk, const struct trace_ring *rings, unsigned count,
		      struct trace_filter filter, unsigned wanted);
const struct trace_record *trace_walk_next(struct trace_walk *walk);

/* Print the last records, at most count. For the monitor, and after a panic. */
void trace_show(struct trace_filter filter, unsigned count);

#endif
