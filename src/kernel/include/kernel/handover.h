/*
 * The short ways from one environment to another, under round robin: nobody
 * is asked, nothing waited for. To be inlined where that is worth it.
 *
 * What is needed for them is looked at first: if a lock is not free, say, the
 * general functions of <kernel/sched.h> do the same. Not while
 * sched_short_ways_closed: under a policy, or while tracing is on.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_HANDOVER_H
#define TINE_KERNEL_HANDOVER_H

#include <kernel/cputime.h>
#include <kernel/runqueue.h>
#include <kernel/switch.h>
#include <kernel/trylock.h>

#define HANDOVER_INLINE static inline __attribute__((always_inline))

/*
 * Who has waited longest in this CPU's own queue, if it is ready and can be
 * loaded at once; the queue is locked then. Or null.
 */
HANDOVER_INLINE struct env *
handover_lock_first(struct cpu *self)
{
	struct runqueue *queue = &self->runqueue;
	struct list *link;
	struct env *first;

	if (atomic_load_relaxed(&queue->length) == 0 || !spin_try(&queue->lock))
		return NULL;
	link = queue->ready.next;
	first = LIST_MEMBER(link, struct env, entry.link);
	if (link != &queue->ready && env_status(first) == ENV_RUNNABLE &&
	    first->standing == ENV_READY_FOR(WAIT_NONE))
		return first;
	spin_untry(&queue->lock);
	return NULL;
}

/*
 * Run the first of the queue, now locked, with a whole slice before it, in
 * place of old, just charged.
 */
HANDOVER_INLINE void
handover_run_first(struct cpu *self, struct env *old, struct env *first)
{
	struct list *ready = &self->runqueue.ready, *second = first->entry.link.next;
	struct Env *public = first->public;

	ready->next = second;
	second->previous = ready;
	self->slice_start = self->ticks;
	atomic_store(&public->env_cpunum, (int)self->index);
	public->env_runs++;
	atomic_store(&public->env_status, ENV_RUNNING);
	self->current = first;
	switch_directly(self, old, first);
	spin_untry(&self->runqueue.lock);
}

/* The rest of the way to user mode, from wherever this is in the kernel, with no lock held. */
_Noreturn HANDOVER_INLINE void
handover_leave(struct env *first)
{
	kernel_unlock();
	arch_enter_user(first);
}

/* Put env at the end of this CPU's own queue, now locked. */
HANDOVER_INLINE void
handover_put_last(struct cpu *self, struct env *env)
{
	atomic_store(&env->runqueue, self->index);
	list_push_back(&self->runqueue.ready, &env->entry.link);
	atomic_store(&env->public->env_status, ENV_RUNNABLE);
}

/*
 * The current environment, caller, waits from now on; true: and the next runs,
 * so that what is locked has only to be unlocked before handover_leave.
 * What it waits for, or the way to it, is locked, so that nobody can wake it
 * before it waits: the last thing to be seen of its blocking is its status.
 */
HANDOVER_INLINE struct env *
handover_block(struct cpu *self, struct env *caller, enum env_wait wait)
{
	struct env *first = handover_lock_first(self);

	cputime_charge_to(self, caller);
	caller->wait = wait;
	atomic_store(&caller->public->env_status, ENV_NOT_RUNNABLE);
	if (first == NULL) {
		self->current = NULL;
		return NULL;
	}
	self->runqueue.length--;
	handover_run_first(self, caller, first);
	return first;
}

/* sched_enqueue, for one that is NOT_RUNNABLE, and that no policy has to be asked about. */
HANDOVER_INLINE void
handover_enqueue(struct cpu *self, struct env *env)
{
	if (!spin_try(&self->runqueue.lock)) {
		sched_enqueue(env);
		return;
	}
	self->runqueue.length++;
	handover_put_last(self, env);
	spin_untry(&self->runqueue.lock);
	sched_offer_later(self);
}

#endif
