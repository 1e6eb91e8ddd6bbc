/*
 * Locks among CPUs that are coroutines: one runs until it waits or lingers,
 * then a schedule that the test chooses says who is next. So the worst order
 * of events is tried, and the same one every time. That steps are atomic is
 * tested by threads.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <pthread.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#include <kernel/atomic.h>

/* After what was seen of a lock, and before it is acted upon, others have their turn. */
#undef atomic_load_relaxed
#define atomic_load_relaxed(place)                                                          \
	({                                                                                  \
		__typeof__(*(place)) seen_there = __atomic_load_n(place, __ATOMIC_RELAXED); \
		step_aside();                                                               \
		seen_there;                                                                 \
	})

/* In place of <kernel/cpu.h>, <arch/clock.h>, <kernel/trace.h>. */
#define TINE_KERNEL_CPU_H
#define TINE_ARCH_CLOCK_H
#define TINE_KERNEL_TRACE_H
#define MAX_CPUS                    128
#define trace(event, first, second) ((void)0)

#define CPUS  8
#define STACK (256 * 1024)

struct actor {
	ucontext_t context;
	void *stack;
	unsigned polls;   /* calls of cpu_poll */
	unsigned turns;   /* how often it has had the lock */
	unsigned relaxed; /* calls of arch_relax, if it is a thread */
	bool done;
};

static void step_aside(void);

static struct actor actors[CPUS];
static _Thread_local unsigned running;
static _Thread_local bool is_thread;
static ucontext_t schedule;
static uint64_t now_ns;
static unsigned inside; /* actors that have the lock */

extern unsigned ncpus;
unsigned ncpus = CPUS;
static struct {
	uint32_t short_turns;
} cpus[MAX_CPUS];

static unsigned
cpu_index(void)
{
	return running;
}

static void
cpu_poll(void)
{
	actors[running].polls++;
}

static void
arch_relax(void)
{
	/* Threads mostly look at once again, so that several see the lock free at the same time. */
	if (is_thread && ++actors[running].relaxed % 64 != 0)
		return;
	if (is_thread)
		sched_yield();
	else
		swapcontext(&actors[running].context, &schedule);
}

static bool steps_aside; /* coroutines do */

static void
step_aside(void)
{
	if (steps_aside && !is_thread)
		swapcontext(&actors[running].context, &schedule);
}

static uint64_t
clock_now_ns(void)
{
	return now_ns;
}

#include "../../../src/kernel/debug/monitor_locks.c"
#include "../../../src/kernel/sched/lock_record.c"
#include "../../../src/kernel/sched/spinlock.c"

static struct spinlock lock;

/* What the monitor has printed. */
static char printed[4096];

int
cprintf(const char *format, ...)
{
	const size_t length = strlen(printed);
	va_list arguments;
	int added;

	va_start(arguments, format);
	added = vsnprintf(printed + length, sizeof(printed) - length, format, arguments);
	va_end(arguments);
	return added;
}

/* Let this one go on until it waits or lingers once. */
static void
step(unsigned actor)
{
	if (actors[actor].done)
		return;
	running = actor;
	now_ns += 1000;
	swapcontext(&schedule, &actors[actor].context);
}

static void
start(struct actor *actor, void (*run)(void))
{
	void *stack = actor->stack != NULL ? actor->stack : malloc(STACK);

	*actor = (struct actor){ .stack = stack };
	getcontext(&actor->context);
	actor->context.uc_stack = (stack_t){ .ss_sp = stack, .ss_size = STACK };
	makecontext(&actor->context, run, 0);
}

static void
begin(unsigned count, void (*run)(void))
{
	lock = (struct spinlock)SPINLOCK_INIT(LOCK_WAIT, "tested");
	memset(records, 0, sizeof(records));
	inside = 0;
	srand(1);
	for (unsigned i = 0; i < count; i++)
		start(&actors[i], run);
}

static void
take(void)
{
	spinlock_acquire(&lock);
	CHECK_EQ(inside, 0);
	inside++;
	actors[running].turns++;
}

static void
give(void)
{
	inside--;
	spinlock_release(&lock);
}

/* Takes the lock again the moment it has released it, so that others never see it free. */
static void
hog(void)
{
	for (;;) {
		take();
		for (int i = rand() % 3; i >= 0; i--)
			arch_relax();
		give();
	}
}

static void
take_once(void)
{
	take();
	give();
	actors[running].done = true;
	for (;;)
		arch_relax();
}

/* Actor 0 wants the lock once, the others take all they can get. */
static void
one_among_hogs(void)
{
	if (running == 0)
		take_once();
	hog();
}

/* Every other actor's turn, in an order that is different each time; at last actor 0's. */
static void
round_of(unsigned count)
{
	const unsigned first = (unsigned)rand();

	for (unsigned i = 0; i + 1 < count; i++)
		step(1 + (first + i) % (count - 1));
	step(0);
}

/* Between two looks of a waiter each other actor may have come once; see docs/locking.md. */
static unsigned
overtaken_limit(unsigned count)
{
	return SPINLOCK_OVERTAKEN_MAX + 2 * count;
}

TEST("one CPU has the lock at a time, in whatever order they run")
{
	begin(CPUS, hog);
	for (unsigned i = 0; i < 200000; i++)
		step((unsigned)rand() % CPUS);
	for (unsigned i = 0; i < CPUS; i++)
		CHECK(actors[i].turns > 100);
}

TEST("what is seen of a lock may be otherwise before it is taken")
{
	begin(CPUS, hog);
	steps_aside = true;
	for (unsigned i = 0; i < 200000; i++)
		step((unsigned)rand() % CPUS);
	steps_aside = false;
	for (unsigned i = 0; i < CPUS; i++)
		CHECK(actors[i].turns > 100);
}

static void *
thread(void *number)
{
	running = (unsigned)(uintptr_t)number;
	is_thread = true;
	for (unsigned i = 0; i < 50000; i++) {
		take();
		for (volatile int linger = 0; linger < 30; linger++)
			;
		give();
	}
	return NULL;
}

TEST("threads that run at the same time have the lock one at a time")
{
	pthread_t threads[4];
	unsigned turns = 0;

	begin(4, hog);
	for (uintptr_t i = 0; i < 4; i++)
		CHECK_EQ(pthread_create(&threads[i], NULL, thread, (void *)i), 0);
	for (unsigned i = 0; i < 4; i++) {
		pthread_join(threads[i], NULL);
		turns += actors[i].turns;
	}
	CHECK_EQ(turns, 4 * 50000);
	CHECK_EQ(lock.turns, turns);
	CHECK_EQ(lock.word.all, 0);
}

TEST("a CPU that runs gets the lock, though others take it again and again")
{
	for (unsigned count = 2; count <= CPUS; count++) {
		begin(count, one_among_hogs);
		for (unsigned i = 0; i < 2000 && !actors[0].done; i++)
			round_of(count);
		CHECK_EQ(actors[0].turns, 1);
		CHECK(records[0].ranks[LOCK_WAIT].most_overtaken <= overtaken_limit(count));
	}
}

TEST("no CPU is overtaken more often than is promised when all want the lock always")
{
	begin(CPUS, hog);
	for (unsigned i = 0; i < 20000; i++)
		round_of(CPUS);
	for (unsigned i = 0; i < CPUS; i++) {
		CHECK(actors[i].turns > 0);
		CHECK(records[i].ranks[LOCK_WAIT].most_overtaken <= overtaken_limit(CPUS));
	}
}

TEST("a CPU that is overdue and does not run is not waited for")
{
	unsigned turns;

	begin(3, one_among_hogs);
	for (unsigned i = 0; i < 1000 && lock.word.overdue == 0; i++)
		round_of(3);
	CHECK_EQ(lock.word.overdue, 1);
	turns = actors[1].turns + actors[2].turns;
	for (unsigned i = 0; i < 100 * 2 * ABSENT_LOOKS; i++)
		step(1 + i % 2);
	CHECK_EQ(actors[0].turns, 0);
	CHECK(actors[1].turns + actors[2].turns - turns >= 50);
	for (unsigned i = 0; i < 10; i++)
		round_of(3);
	CHECK(actors[0].done);
	CHECK_EQ(lock.word.overdue, 0);
}

TEST("who waits for a lock answers other CPUs at every look")
{
	begin(2, one_among_hogs);
	step(1);
	for (unsigned i = 0; i < 10; i++)
		step(0);
	CHECK_EQ(actors[0].polls, 10);
}

TEST("the record says who holds and wants, how often and how long")
{
	struct lock_statistics sum;

	begin(2, one_among_hogs);
	step(1);
	step(0);
	CHECK_EQ(records[1].depth, 1);
	CHECK(records[1].held[0].lock == &lock);
	CHECK_EQ(records[0].depth, 0);
	CHECK(records[0].wanted == &lock);
	for (unsigned i = 0; i < 2000 && !actors[0].done; i++)
		round_of(2);
	CHECK(records[0].wanted == NULL);
	sum = lock_statistics_sum(LOCK_WAIT);
	CHECK_STR(sum.name, "tested");
	CHECK_EQ(sum.acquisitions, actors[0].turns + actors[1].turns);
	CHECK_EQ(records[0].ranks[LOCK_WAIT].contended, 1);
	CHECK_EQ(records[0].ranks[LOCK_WAIT].looks, actors[0].polls);
	CHECK_EQ(records[0].ranks[LOCK_WAIT].waited_ns, sum.longest_wait_ns);
	CHECK(sum.longest_hold_ns >= 2000 && sum.longest_hold_ns <= 10000);
	lock_statistics_reset();
	CHECK_EQ(lock_statistics_sum(LOCK_WAIT).acquisitions, 0);
}

static struct spinlock outer;

/* Actor 1 takes two locks and is stuck; actor 2 wants the second; actor 0 has nothing to do with it. */
static void
stick(void)
{
	if (running == 1) {
		spinlock_acquire(&outer);
		arch_relax();
		spinlock_acquire(&lock);
	} else if (running == 2) {
		spinlock_acquire(&lock);
	}
	for (;;)
		arch_relax();
}

TEST("the monitor shows of a stuck lock which CPU holds it and which one wants it, and since when")
{
	char wanted[400];

	begin(3, stick);
	outer = (struct spinlock)SPINLOCK_INIT(LOCK_ENV, "outer");
	step(1);
	step(1);
	step(2);
	now_ns += 5000000;
	printed[0] = '\0';
	show_held();
	snprintf(wanted, sizeof(wanted),
		 "CPU 1 holds outer, rank %u, at %08x, for 5002 us\n"
		 "CPU 1 holds tested, rank %u, at %08x, for 5001 us\n"
		 "CPU 2 wants tested, rank %u, at %08x, for 5000 us\n",
		 LOCK_ENV, (unsigned)(uintptr_t)&outer, LOCK_WAIT, (unsigned)(uintptr_t)&lock,
		 LOCK_WAIT, (unsigned)(uintptr_t)&lock);
	CHECK_STR(printed, wanted);
	begin(3, stick);
	printed[0] = '\0';
	show_held();
	CHECK_STR(printed, "No CPU holds a lock.\n");
}
