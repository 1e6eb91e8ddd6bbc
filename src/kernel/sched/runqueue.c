/*
 * Run queues: where environments wait for a CPU.
 *
 * Under round robin each CPU has its own, first come, first served. Any other
 * policy orders the whole machine, in the queue of CPU 0. DYING environments
 * are always served in the order in which they come.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/runqueue.h>

#include <abi/syscall.h>
#include <kernel/assert.h>
#include <kernel/atomic.h>
#include <kernel/sched.h>

const struct sched_policy *sched_policy = &sched_rr;

const struct sched_order *sched_order;

uint32_t sched_hand_over_from = SYS_ipc_call;

void
runqueue_init(struct runqueue *queue, unsigned cpu)
{
	queue->cpu = cpu;
	queue->lock = (struct spinlock)SPINLOCK_INIT(LOCK_RUNQUEUE, "run queue");
	list_init(&queue->ready);
}

void
runqueue_set_short_ways(bool on)
{
	sched_hand_over_from = on && sched_order == NULL ? SYS_ipc_call : NSYSCALLS;
}

void
runqueue_set_policy(const struct sched_policy *policy)
{
	sched_policy = policy;
	sched_order = policy->order;
	if (sched_order == NULL)
		return;
	runqueue_set_short_ways(false);
	sched_order->init();
	for (unsigned i = 0; i < ncpus; i++)
		cpus[i].queue = &cpus[0].runqueue;
}

static struct env *
env_of(struct sched_entry *entry)
{
	return entry == NULL ? NULL : LIST_MEMBER(entry, struct env, entry);
}

/* With the queue's lock held. */
static inline void
put(struct runqueue *queue, struct env *env, enum sched_arrival arrival)
{
	const bool dying = env_status(env) == ENV_DYING;

	atomic_store(&env->runqueue, queue->cpu);
	queue->length++;
	if (sched_order == NULL || dying)
		list_push_back(&queue->ready, &env->entry.link);
	else
		sched_order->insert(&env->entry, arrival);
	if (!dying)
		env_set_status(env, ENV_RUNNABLE);
}

void
runqueue_put(struct env *env, enum sched_arrival arrival)
{
	struct runqueue *queue = this_cpu()->queue;

	spin_lock(&queue->lock);
	put(queue, env, arrival);
	spin_unlock(&queue->lock);
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
			if (sched_order == NULL)
				list_remove(&env->entry.link);
			else
				sched_order->withdraw(&env->entry);
			queue->length--;
			env_set_status(env, new_status);
		}
		spin_unlock(&queue->lock);
		return runnable;
	}
}

static struct env *
first_come(struct runqueue *queue)
{
	struct list *link = list_pop_front(&queue->ready);

	return link == NULL ? NULL : LIST_MEMBER(link, struct env, entry.link);
}

/* The two kinds take turns: ready ones need not wait for all the dying, nor these for a lull. */
static struct env *
first_in_order(struct runqueue *queue)
{
	struct env *env = NULL;

	queue->dying_next = !queue->dying_next;
	if (queue->dying_next)
		env = first_come(queue);
	if (env == NULL)
		env = env_of(sched_order->take());
	return env != NULL ? env : first_come(queue);
}

void
runqueue_start(struct env *env)
{
	atomic_store(&env->public->env_cpunum, (int)cpu_index());
	env->public->env_runs++;
	env_set_status(env, ENV_RUNNING);
}

/* With the queue's lock held: the next, now RUNNING on this CPU unless it is DYING; or null. */
static inline struct env *
take(struct runqueue *queue)
{
	struct env *env = sched_order == NULL ? first_come(queue) : first_in_order(queue);

	if (env == NULL)
		return NULL;
	queue->length--;
	if (env_status(env) != ENV_DYING)
		runqueue_start(env);
	return env;
}

static struct env *
take_first(struct runqueue *queue)
{
	struct env *env;

	if (atomic_load_relaxed(&queue->length) == 0)
		return NULL;
	spin_lock(&queue->lock);
	env = take(queue);
	spin_unlock(&queue->lock);
	return env;
}

struct env *
runqueue_take(void)
{
	struct env *env = take_first(this_cpu()->queue);

	return env != NULL ? env : runqueue_steal();
}

struct env *
runqueue_steal(void)
{
	const struct cpu *self = this_cpu();
	struct env *env = NULL;

	for (unsigned i = 1; sched_order == NULL && env == NULL && i < ncpus; i++)
		env = take_first(&cpus[(self->index + i) % ncpus].runqueue);
	return env;
}

struct env *
runqueue_exchange(struct env *env, enum sched_arrival arrival, bool yields, uint32_t ran_ns)
{
	struct runqueue *queue = this_cpu()->queue;
	struct env *next = NULL;

	spin_lock(&queue->lock);
	if (sched_order != NULL && sched_order->charge != NULL)
		sched_order->charge(&env->entry, ran_ns);
	queue->length++; /* never 0 meanwhile: an idle CPU may look without the lock */
	if (yields && sched_order != NULL && sched_order->yield_to_all)
		next = take(queue);
	put(queue, env, arrival);
	queue->length--;
	if (next == NULL)
		next = take(queue);
	spin_unlock(&queue->lock);
	return next;
}

void
runqueue_leave_order(struct env *env, uint32_t ran_ns)
{
	spin_lock(&cpus[0].runqueue.lock);
	if (sched_order->charge != NULL)
		sched_order->charge(&env->entry, ran_ns);
	if (sched_order->leave != NULL)
		sched_order->leave(&env->entry);
	spin_unlock(&cpus[0].runqueue.lock);
}

bool
runqueue_run_on(struct env *env, uint32_t ran_ns)
{
	bool outranked;

	if (sched_order == NULL)
		return true;
	spin_lock(&cpus[0].runqueue.lock);
	outranked = sched_order->outranked != NULL && sched_order->outranked(&env->entry);
	if (!outranked && sched_order->charge != NULL)
		sched_order->charge(&env->entry, ran_ns);
	spin_unlock(&cpus[0].runqueue.lock);
	return !outranked;
}

bool
runqueue_any_waits(void)
{
	for (unsigned i = 0; i < (sched_order == NULL ? ncpus : 1); i++)
		if (atomic_load(&cpus[i].runqueue.length) > 0)
			return true;
	return false;
}

/*
 * The entry is changed where no policy sorts by what changes. Under round
 * robin the lock is that of any queue; nothing is sorted by shares.
 */
static void
change_share(struct env *env, uint32_t priority, uint32_t tickets)
{
	struct runqueue *queue = &cpus[0].runqueue;
	bool queued;

	assert(spin_held(&env->lock));
	spin_lock(&queue->lock);
	queued = sched_order != NULL && env_status(env) == ENV_RUNNABLE;
	if (queued)
		sched_order->withdraw(&env->entry);
	env->entry.priority = priority;
	if (sched_order != NULL)
		sched_order->reweigh(&env->entry, tickets);
	else
		env->entry.tickets = tickets;
	env->public->env_priority = priority;
	env->public->env_tickets = tickets;
	if (queued)
		sched_order->insert(&env->entry, SCHED_TURN_OVER);
	spin_unlock(&queue->lock);
}

void
sched_set_priority(struct env *env, uint32_t priority)
{
	change_share(env, priority, env->entry.tickets);
}

void
sched_set_tickets(struct env *env, uint32_t tickets)
{
	change_share(env, env->entry.priority, tickets);
}

void
sched_inherit(struct env *env, const struct env *parent)
{
	struct sched_entry *entry = &env->entry;

	entry->priority = parent != NULL ? parent->entry.priority : ENV_PRIORITY_MAX;
	entry->tickets = parent != NULL ? parent->entry.tickets : ENV_TICKETS_MAX;
	entry->pass = 0;
	entry->remainder = 0;
	entry->used_ns = 0;
	env->public->env_priority = entry->priority;
	env->public->env_tickets = entry->tickets;
}
