/*
 * When a CPU changes from one environment to another, and idle CPUs. To
 * which is the run queue's affair.
 *
 * The timer interrupts a busy CPU when its environment has had SLICE_NS, and
 * earlier if others wait while a CPU is idle. An idle one sleeps until the
 * earliest deadline, or until there is work.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/sched.h>

#include <arch/clock.h>
#include <kernel/assert.h>
#include <kernel/atomic.h>
#include <kernel/console.h>
#include <kernel/handover.h>
#include <kernel/line.h>
#include <kernel/monitor.h>
#include <kernel/runqueue.h>
#include <kernel/timeout.h>

#define WORD_BITS 32

/* A timer may be early: so little is not worth another interrupt. */
#define SLICE_REST_NS (SLICE_NS / 64)

/*
 * Who waits in a busy CPU's queue waits so long before an idle CPU is woken. Most have their turn
 * sooner: a message was sent, and its sender soon waits for the answer.
 */
#define OFFER_NS 500000

/* One bit per CPU that sleeps or is about to; atomic. Set by the CPU, cleared by it or its waker. */
static uint32_t idle_cpus[MAX_CPUS / WORD_BITS];

unsigned sched_idle_count; /* atomic: rises before a bit is set, falls after one is cleared */

/* How often a CPU has ceased to be idle; atomic. */
static uint32_t idle_ends;

static bool
clear_idle(unsigned cpu)
{
	const uint32_t bit = 1u << cpu % WORD_BITS;

	if (!(atomic_fetch_and(&idle_cpus[cpu / WORD_BITS], ~bit) & bit))
		return false;
	atomic_fetch_add(&sched_idle_count, -1u);
	return true;
}

static void
set_idle(unsigned cpu)
{
	atomic_fetch_add(&sched_idle_count, 1);
	atomic_fetch_or(&idle_cpus[cpu / WORD_BITS], 1u << cpu % WORD_BITS);
}

void
sched_end_idle(void)
{
	clear_idle(cpu_index());
	/* After the bit, before any of what it goes on to do: see nothing_will_run. */
	atomic_fetch_add(&idle_ends, 1);
}

/* There is work in a queue: if a CPU sleeps, wake one. */
static void
wake_idle_cpu(void)
{
	for (unsigned i = 0; sched_any_idle() && i * WORD_BITS < ncpus; i++) {
		uint32_t idle;

		while ((idle = atomic_load(&idle_cpus[i])) != 0) {
			const unsigned cpu = i * WORD_BITS + (unsigned)__builtin_ctz(idle);

			if (clear_idle(cpu)) {
				this_cpu()->wakes++;
				arch_send_reschedule(&cpus[cpu]);
				return;
			}
		}
	}
}

/* Interrupt this CPU at a time. */
static void
set_timer(uint64_t wanted_ns)
{
	const uint64_t now_ns = clock_now_ns();

	this_cpu()->timer_ns = wanted_ns;
	timer_arm_ns(wanted_ns > now_ns ? wanted_ns - now_ns : 1);
}

void
sched_expect_deadline(uint64_t deadline_ns)
{
	if (deadline_ns < this_cpu()->timer_ns)
		set_timer(deadline_ns);
}

void
sched_expect_offer(void)
{
	this_cpu()->offers = true;
	sched_expect_deadline(clock_now_ns() + OFFER_NS);
}

void
sched_offer(void)
{
	/* With nobody current this CPU takes one itself, and at once. */
	if (atomic_load_relaxed(&this_cpu()->queue->length) > (this_cpu()->current == NULL))
		wake_idle_cpu();
}

void
sched_enqueue(struct env *env)
{
	runqueue_put(env, SCHED_WOKEN);
	/* Only round robin lets somebody wait though there is a CPU; the others order the machine. */
	if (sched_order == NULL)
		sched_offer_later(this_cpu());
	else
		wake_idle_cpu();
}

void
sched_leave(struct env *env, unsigned new_status)
{
	struct cpu *self = this_cpu();

	assert(env == self->current);
	runqueue_leave(env, cputime_charge());
	self->current = NULL;
	env_set_status(env, new_status);
}

void
sched_run_next(struct env *env)
{
	struct cpu *self = this_cpu();

	assert(self->current == NULL);
	if (sched_order != NULL) {
		sched_enqueue(env);
		return;
	}
	runqueue_start(env);
	self->current = env;
}

/* Run env next, with a whole slice before it, or give a DYING one its share of work. */
static void
take_on(struct env *env)
{
	struct cpu *self = this_cpu();

	self->slice_start = self->ticks;
	if (env_status(env) != ENV_DYING) {
		self->current = env;
		return;
	}
	env_reap(env);
	cputime_skip();
}

/* The current environment, just charged, and those that wait on this CPU: who is next? */
static void
exchange_current(enum sched_arrival arrival, bool yields, uint32_t ran_ns)
{
	struct cpu *self = this_cpu();
	struct env *env = self->current;

	self->current = NULL;
	take_on(runqueue_exchange(env, arrival, yields, ran_ns));
}

/* Apart, so that a yield to nobody saves no registers. */
__attribute__((noinline)) static void
yield_to_another(void)
{
	struct cpu *self = this_cpu();
	struct env *env = self->current;
	struct env *first = sched_short_ways_closed() ? NULL : handover_lock_first(self);

	if (first == NULL) {
		exchange_current(SCHED_TURN_OVER, true, cputime_charge());
		return;
	}
	cputime_charge_to(self, env);
	handover_put_last(self, env);
	handover_run_first(self, env, first);
	handover_leave(first);
}

void
sched_yield(void)
{
	if (runqueue_waits())
		yield_to_another();
}

/*
 * Three programs on two CPUs take turns because a CPU for which nobody waits
 * looks in the others' queues at the end of a slice.
 */
static void
take_turns_with_others(void)
{
	struct cpu *self = this_cpu();
	struct env *env = self->current;
	struct env *next = runqueue_steal();

	self->slice_start = self->ticks;
	if (next == NULL)
		return;
	self->current = NULL;
	/* A CPU that was woken for the other may find this one; if it has found none, one is woken again. */
	runqueue_put(env, SCHED_TURN_OVER);
	take_on(next);
}

/*
 * Interrupt this CPU at the end of the slice; or earlier if a sleep ends within it, or to offer
 * who waits to an idle CPU.
 */
static void
set_timer_for_slice(void)
{
	struct cpu *self = this_cpu();
	const uint32_t used_ns = cputime_since(self->slice_start);
	const uint64_t now_ns = clock_now_ns();
	const uint64_t deadline_ns = timeout_next();
	uint64_t end_ns = now_ns + (used_ns < SLICE_NS ? SLICE_NS - used_ns : SLICE_NS);

	self->offers = runqueue_waits() && sched_any_idle();
	if (self->offers)
		end_ns = now_ns + OFFER_NS;
	sched_expect_deadline(deadline_ns < end_ns ? deadline_ns : end_ns);
}

void
sched_tick(void)
{
	struct cpu *self = this_cpu();
	uint32_t ran_ns;

	self->timer_ns = TIMEOUT_NEVER;
	timeout_expire(clock_now_ns());
	if (self->current == NULL) {
		/* Idle: the timer is set again when it goes back to sleep. */
		sched_offer();
		return;
	}
	ran_ns = cputime_charge();
	if (cputime_since(self->slice_start) < SLICE_NS - SLICE_REST_NS) {
		/* A sleep has ended; or the slice of one that has since given way would have. */
		if (!runqueue_run_on(self->current, ran_ns))
			exchange_current(SCHED_PREEMPTED, false, ran_ns);
	} else if (runqueue_waits()) {
		exchange_current(SCHED_TURN_OVER, false, ran_ns);
	} else {
		runqueue_run_on(self->current, ran_ns);
		take_turns_with_others();
	}
	sched_offer();
	set_timer_for_slice();
}

/*
 * Nothing runs, nothing is ready, and nothing but a user at the console or a
 * claimed device can change that. Found out piece by piece; it was true of all pieces at once if
 * no CPU has ceased to be idle meanwhile. One that has, because a sleep is
 * over, say, may hold an environment that is in neither heap nor queue.
 */
static bool
nothing_will_run(void)
{
	const uint32_t ends_before = atomic_load(&idle_ends);

	for (unsigned i = 0; i < ncpus; i++)
		if (atomic_load(&cpus[i].online) &&
		    !(atomic_load(&idle_cpus[i / WORD_BITS]) & 1u << i % WORD_BITS))
			return false;
	if (runqueue_any_waits() || timeout_next() != TIMEOUT_NEVER || console_has_waiters() ||
	    lines_claimed())
		return false;
	return atomic_load(&idle_ends) == ends_before;
}

/* What this CPU does next is done in a new slice. */
static void
start_clock(void)
{
	cputime_skip();
	this_cpu()->slice_start = this_cpu()->ticks;
	set_timer_for_slice();
}

/* Sleep until an interrupt, unless work has come up meanwhile. */
static void
idle(void)
{
	struct cpu *self = this_cpu();
	static bool announced; /* a: one CPU takes care of the end */

	switch_away();
	set_idle(self->index);
	memory_fence(); /* from here on whoever makes work sees this CPU idle */
	if (nothing_will_run() && !atomic_exchange(&announced, true)) {
		nothing_left_to_run();
		atomic_store(&announced, false);
	}
	if (!runqueue_any_waits()) {
		/* A timer that is set stays so: often this CPU is busy again before, and needs it. */
		self->offers = false;
		sched_expect_deadline(timeout_next());
		if (self->timer_ns == TIMEOUT_NEVER)
			timer_disarm();
		kernel_unlock();
		arch_idle();
		kernel_lock();
	}
	sched_end_idle();
}

struct env *
sched_begin(void)
{
	start_clock();
	return sched_return_to_user();
}

struct env *
sched_return_to_user(void)
{
	struct cpu *self = this_cpu();
	bool slept = false;

	for (;;) {
		struct env *env = self->current;

		if (console_monitor_requested)
			monitor_on_request();
		if (env == NULL) {
			env = runqueue_take();
			if (env == NULL) {
				idle();
				slept = true;
				continue;
			}
			if (slept)
				start_clock();
			slept = false;
			take_on(env);
		} else if (atomic_load(&env->requests) != 0) {
			env_handle_requests(env);
		} else {
			switch_to(env);
			break;
		}
	}
	kernel_unlock();
	return self->current;
}
