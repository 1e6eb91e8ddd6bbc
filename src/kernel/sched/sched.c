/*
 * Round-robin scheduling on per-CPU run queues, and idle CPUs.
 *
 * The timer interrupts a busy CPU every SLICE_NS. An idle one sleeps until
 * the earliest deadline, or until it is woken because there is work.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/sched.h>

#include <arch/clock.h>
#include <kernel/assert.h>
#include <kernel/atomic.h>
#include <kernel/console.h>
#include <kernel/line.h>
#include <kernel/monitor.h>
#include <kernel/timeout.h>

#define WORD_BITS 32

/* One bit per CPU that sleeps or is about to; atomic. Set by the CPU, cleared by it or its waker. */
static uint32_t idle_cpus[MAX_CPUS / WORD_BITS];

/* How often a CPU has ceased to be idle; atomic. */
static uint32_t idle_ends;

void
runqueue_init(struct runqueue *queue)
{
	queue->lock = (struct spinlock)SPINLOCK_INIT(LOCK_RUNQUEUE, "run queue");
	list_init(&queue->ready);
}

static bool
clear_idle(unsigned cpu)
{
	const uint32_t bit = 1u << cpu % WORD_BITS;

	return atomic_fetch_and(&idle_cpus[cpu / WORD_BITS], ~bit) & bit;
}

static void
set_idle(unsigned cpu)
{
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
	memory_fence(); /* the work is visible before we look who is idle */
	for (unsigned i = 0; i * WORD_BITS < ncpus; i++) {
		uint32_t idle;

		while ((idle = atomic_load(&idle_cpus[i])) != 0) {
			const unsigned cpu = i * WORD_BITS + (unsigned)__builtin_ctz(idle);

			if (clear_idle(cpu)) {
				arch_send_reschedule(&cpus[cpu]);
				return;
			}
		}
	}
}

/* With the queue's lock held. */
static void
append(struct cpu *cpu, struct env *env)
{
	atomic_store(&env->runqueue, cpu->index);
	list_push_back(&cpu->runqueue.ready, &env->link);
	cpu->runqueue.length++;
}

void
sched_enqueue(struct env *env)
{
	struct cpu *self = this_cpu();

	spin_lock(&self->runqueue.lock);
	append(self, env);
	if (env_status(env) != ENV_DYING)
		env_set_status(env, ENV_RUNNABLE);
	spin_unlock(&self->runqueue.lock);
	wake_idle_cpu();
}

bool
sched_withdraw(struct env *env, unsigned new_status)
{
	for (;;) {
		const unsigned index = atomic_load(&env->runqueue);
		struct runqueue *queue = &cpus[index].runqueue;

		spin_lock(&queue->lock);
		/*
		 * The status is read before the queue's number: an environment on
		 * its way into another queue has its number changed first.
		 */
		const bool runnable = env_status(env) == ENV_RUNNABLE;
		memory_fence();
		if (atomic_load(&env->runqueue) != index) {
			spin_unlock(&queue->lock);
			continue;
		}
		if (runnable) {
			list_remove(&env->link);
			queue->length--;
			env_set_status(env, new_status);
		}
		spin_unlock(&queue->lock);
		return runnable;
	}
}

/* The first environment of a queue, now RUNNING on this CPU unless it is DYING; or null. */
static struct env *
take_first(struct runqueue *queue)
{
	struct env *env = NULL;
	struct list *link;

	if (atomic_load_relaxed(&queue->length) == 0)
		return NULL;
	spin_lock(&queue->lock);
	link = list_pop_front(&queue->ready);
	if (link != NULL) {
		queue->length--;
		env = LIST_MEMBER(link, struct env, link);
		if (env_status(env) != ENV_DYING) {
			atomic_store(&env->public->env_cpunum, (int)cpu_index());
			env->public->env_runs++;
			env_set_status(env, ENV_RUNNING);
		}
	}
	spin_unlock(&queue->lock);
	return env;
}

/* The next environment for this CPU: from its own queue, else from the first that has one. */
static struct env *
pick(void)
{
	const struct cpu *self = this_cpu();
	struct env *env = NULL;

	for (unsigned i = 0; env == NULL && i < ncpus; i++)
		env = take_first(&cpus[(self->index + i) % ncpus].runqueue);
	return env;
}

void
sched_leave(struct env *env, unsigned new_status)
{
	struct cpu *self = this_cpu();

	assert(env == self->current);
	self->current = NULL;
	env_set_status(env, new_status);
}

/* Put the current environment behind the others. */
static void
requeue_current(void)
{
	struct cpu *self = this_cpu();
	struct env *env = self->current;

	self->current = NULL;
	spin_lock(&self->runqueue.lock);
	append(self, env);
	env_set_status(env, ENV_RUNNABLE);
	spin_unlock(&self->runqueue.lock);
	/* One that was woken for what this CPU has now taken itself would sleep on for ever. */
	wake_idle_cpu();
}

void
sched_yield(void)
{
	if (atomic_load_relaxed(&this_cpu()->runqueue.length) > 0)
		requeue_current();
}

/* Run env next, or give a DYING one its share of work. */
static void
take_on(struct env *env)
{
	if (env_status(env) != ENV_DYING) {
		this_cpu()->current = env;
		return;
	}
	switch_away();
	env_reap(env);
}

void
sched_tick(void)
{
	struct cpu *self = this_cpu();
	struct env *next;

	timeout_expire(clock_now_ns());
	if (self->current == NULL)
		return; /* idle: the timer is set again when it goes back to sleep */
	timer_arm_ns(SLICE_NS);
	/*
	 * Another CPU's waiting environments count too, so that three programs on
	 * two CPUs take turns.
	 */
	next = pick();
	if (next != NULL) {
		requeue_current();
		take_on(next);
	}
}

static bool
work_waits(void)
{
	for (unsigned i = 0; i < ncpus; i++)
		if (atomic_load(&cpus[i].runqueue.length) > 0)
			return true;
	return false;
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
	if (work_waits() || timeout_next() != TIMEOUT_NEVER || console_has_waiters() ||
	    lines_claimed())
		return false;
	return atomic_load(&idle_ends) == ends_before;
}

/* Sleep until an interrupt, unless work has come up meanwhile. */
static void
idle(void)
{
	const struct cpu *self = this_cpu();
	static bool announced; /* a: one CPU takes care of the end */
	uint64_t deadline_ns;

	switch_away();
	set_idle(self->index);
	memory_fence(); /* from here on whoever makes work sees this CPU idle */
	if (nothing_will_run() && !atomic_exchange(&announced, true)) {
		nothing_left_to_run();
		atomic_store(&announced, false);
	}
	if (!work_waits()) {
		deadline_ns = timeout_next();
		if (deadline_ns == TIMEOUT_NEVER) {
			timer_disarm();
		} else {
			const uint64_t now_ns = clock_now_ns();

			timer_arm_ns(deadline_ns > now_ns ? deadline_ns - now_ns : 1);
		}
		kernel_unlock();
		arch_idle();
		kernel_lock();
	}
	sched_end_idle();
	timer_arm_ns(SLICE_NS);
}

struct env *
sched_begin(void)
{
	timer_arm_ns(SLICE_NS);
	return sched_return_to_user();
}

struct env *
sched_return_to_user(void)
{
	struct cpu *self = this_cpu();

	for (;;) {
		struct env *env = self->current;

		if (console_monitor_requested)
			monitor_on_request();
		if (env == NULL) {
			env = pick();
			if (env == NULL)
				idle();
			else
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
