/*
 * Environments, the kernel's half, and what can happen to them.
 *
 * The public half (struct Env, <abi/env.h>) is what programs read in envs[].
 * The slots are never freed, so a pointer to one stays valid; what it holds
 * may change owner unless its lock is held.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_ENV_H
#define TINE_KERNEL_ENV_H

#include <abi/env.h>
#include <abi/error.h>
#include <arch/env.h>
#include <arch/paging.h>
#include <kernel/assert.h>
#include <kernel/atomic.h>
#include <kernel/cpu.h>
#include <kernel/list.h>
#include <kernel/policy.h>
#include <kernel/spinlock.h>
#include <kernel/wait.h>

struct grants;

/* From which state to which an environment may go. */
#define ENV_STEP(from, to) (1u << (ENV_##from * 5 + ENV_##to))
#define ENV_STEPS                                                          \
	(ENV_STEP(FREE, NOT_RUNNABLE) | ENV_STEP(NOT_RUNNABLE, RUNNABLE) | \
	 ENV_STEP(NOT_RUNNABLE, RUNNING) | ENV_STEP(NOT_RUNNABLE, DYING) | \
	 ENV_STEP(RUNNABLE, RUNNING) | ENV_STEP(RUNNABLE, NOT_RUNNABLE) |  \
	 ENV_STEP(RUNNABLE, DYING) | ENV_STEP(RUNNING, RUNNABLE) |         \
	 ENV_STEP(RUNNING, NOT_RUNNABLE) | ENV_STEP(RUNNING, DYING) | ENV_STEP(DYING, FREE))

/* What an environment that is NOT_RUNNABLE waits for. */
enum __attribute__((packed)) env_wait {
	WAIT_NONE,    /* nothing: it is stopped */
	WAIT_IPC,     /* a message, which goes to its public half */
	WAIT_MESSAGE, /* a message, which goes to its registers */
	WAIT_REPLY,   /* the same, but only from its partner */
	WAIT_QUEUE,   /* its wait_queue to be woken */
	WAIT_TIMEOUT, /* its deadline */
	WAIT_FUTEX,   /* sys_futex_wake for a word of memory, or its deadline */
};

/* Requests to the CPU that runs an environment; handled before it returns to user mode. */
enum {
	ENV_REQUEST_STOP = 1,
	ENV_REQUEST_KILL = 2,
	ENV_REQUEST_MONITOR = 4, /* the kernel has written to a word that is watched */
};

/* What an environment sends, or wants to, that waits in a receiver's queue of senders. */
struct ipc_offer {
	uint32_t value;
	uservaddr_t page_va; /* its own, the page's; UTOP or above: no page */
	int perm;
	bool call;             /* it goes on to wait for the answer, */
	uservaddr_t answer_va; /* and wants a page that comes with that here */
};

/*
 * Letters: i fixed after boot; e lock; r lock of the run queue it is (or was
 * last) on; o only the CPU that runs or reaps it; a atomic.
 *
 * The state (public->env_status) leaves NOT_RUNNABLE under e, and RUNNABLE
 * under r. Only the CPU it runs on takes it out of RUNNING; others leave a
 * request and wait. No two environments share a cache line.
 */
struct CACHE_ALIGNED env {
	struct arch_env arch; /* o, first: entry code finds it by address */
	struct Env *public;   /* i; fields as their counterparts here */
	struct spinlock lock;
	struct aspace aspace;     /* e */
	struct grants *grants;    /* e: of devices, or null */
	uint32_t lines;           /* e: interrupt lines it has yet to be told of, a bit each */
	struct sched_entry entry; /* r; its link: table lock while free */
	unsigned runqueue;        /* r: index of the CPU whose queue it was put on last */
	union {
		struct {
			int8_t loaded_on; /* a: CPU that holds its registers and space, or -1 */
			bool stopped; /* e: by sys_env_set_status; waits go on, it does not run */
			enum env_wait wait; /* e */
			uint8_t requests;   /* a: ENV_REQUEST_xxx */
		};
		uint32_t standing; /* all four at once, for ENV_READY_FOR */
	};
	struct wait_queue *wait_queue; /* e: the queue it is in while wait is WAIT_QUEUE */
	struct word_place futex;       /* e: fixed while wait is WAIT_FUTEX */
	struct list wait_link;         /* wait-queue lock, or its bucket's */
	uint64_t deadline_ns;          /* e: while wait is WAIT_TIMEOUT or WAIT_FUTEX */
	unsigned timeout_slot;         /* timeout lock: place in the heap */
	struct wait_queue ended;       /* who waits for its end */
	struct wait_queue senders; /* who waits to send to it: joined under e, left at any time */
	struct ipc_offer offer;    /* e: while it is in such a queue, else o */
	struct env *partner;       /* e: whose answer it waits for, or waited for last; or itself */
	struct env *caller;        /* e: one whose partner it is, or itself if there is none; */
	struct list callers;       /* e: and the others */
	struct list caller_link;   /* the partner's e: place among its callers */
	struct env *parent; /* a, changed under its e: null is the kernel; <abi/env.h> has its id */
	struct list children; /* e: through sibling */
	struct list sibling;  /* the parent's e */
	bool bound;           /* a: it ends when its parent does */
	bool thread;          /* a: it ends when the first of its ancestors that is none does */
	bool awaits_child;    /* e: DYING, in no queue until a child that is bound to it is gone */
	envid_t keeper;       /* e: who is told what it has written to, by PTE_D; 0: nobody */
	uint32_t progress;    /* o: how far a system call that is done in pieces has got */
};

/* The standing of one that waits so, is neither stopped nor wanted, and can be loaded at once. */
#define ENV_READY_FOR(wait) (0xFFu | (uint32_t)(wait) << 16)

extern struct env *env_slots; /* NENV of them; slot i belongs to envs[i] */

static inline envid_t
env_id(const struct env *env)
{
	return env->public->env_id;
}

static inline unsigned
env_status(const struct env *env)
{
	return *(volatile unsigned *)&env->public->env_status;
}

/* Set up the table in memory given by the caller: both arrays of NENV, zeroed. */
void env_table_init(struct env *private_half, struct Env *public_half);

/*
 * Take a slot and an empty address space for a child of parent (null: of the
 * kernel). The result is NOT_RUNNABLE, stopped, unlocked, its registers a
 * user program's with everything zero. -E_NO_FREE_ENV, -E_NO_MEM.
 */
int env_create(struct env *parent, struct env **created);

/*
 * Find and lock the environment that a system call of caller names; 0 is the
 * caller. With only_family it must be the caller or a child of the caller.
 * -E_BAD_ENV: no such environment, or it is ending, or not allowed.
 */
int env_get(struct env *caller, envid_t id, bool only_family, struct env **found);
static inline void
env_put(struct env *env)
{
	spin_unlock(&env->lock);
}

/* The same for the caller or any descendant of it, at most ENV_GENERATIONS_MAX below. */
int env_get_descendant(struct env *caller, envid_t id, struct env **found);

/*
 * The same for a descendant that is stopped and loaded nowhere, and remains
 * so until env_put_pair; the caller is locked with it. -E_INVAL: it is not stopped.
 */
int env_get_stopped(struct env *caller, envid_t id, struct env **self, struct env **found);

/* The same for two; they may turn out to be one, which is then locked once. */
int env_get_pair(struct env *caller, envid_t first_id, envid_t second_id, bool only_family,
		 struct env **first, struct env **second);
void env_put_pair(struct env *first, struct env *second);

/* Only lock two, whoever owns the slots; env_put_pair unlocks them. */
void env_lock_pair(struct env *first, struct env *second);

/* Take over a name of ENV_NAME_SIZE bytes, but for the last, which is always zero. Lock held. */
void env_set_name(struct env *env, const char *name);

/*
 * Block caller, the current environment, until the one called id has ended;
 * returns at once if it has. Any environment but itself may be waited for.
 */
void env_wait_for_end(struct env *caller, envid_t id);

/* The slot of a DYING environment, all of whose memory has been returned, becomes free. */
void env_release_slot(struct env *env);

/* These alone change a state, the second from one that is known; they panic on a step that must not be. */
void env_set_status(struct env *env, unsigned status);
static inline void
env_step(struct env *env, unsigned from, unsigned to)
{
	assert(env_status(env) == from && ENV_STEPS & (1u << (from * 5 + to)));
	atomic_store(&env->public->env_status, to);
}

/*
 * The current environment gives up its CPU until env_wake. Its lock is held;
 * the caller has put it where whoever wakes it will look.
 */
void env_block(struct env *env, enum env_wait wait);

/* End a wait: the blocked call returns result. Lock held; wait is not WAIT_NONE. */
void env_wake(struct env *env, int32_t result);

/*
 * The same for whom the current environment has just made way: it runs next
 * on this CPU, in the rest of its time slice, unless it is stopped.
 */
void env_wake_here(struct env *env, int32_t result);

/* End the wait of one that does not run, which its call is not told. Lock held. */
void env_cancel_wait(struct env *env);

/*
 * If the environment called id is stopped and waits for an answer, it waits
 * no more, and makes its call again. No lock is held; env is its slot.
 */
void ipc_withdraw_call(struct env *env, envid_t id);

/*
 * Tell who wants to send to a DYING environment, or waits for its answer, that
 * it ends: so many at most. False: there may be more. No lock is held.
 */
bool ipc_abandon(struct env *env, unsigned budget);

/* sys_env_set_status. Lock held on entry and released on return. */
void env_start(struct env *env);
void env_stop(struct env *env);

/*
 * End an environment. Lock held on entry and released on return. When it
 * returns, the environment runs no further instruction; its memory is
 * returned in pieces, now and by the scheduler. If it is the current one,
 * this CPU has no current environment afterwards.
 */
void env_destroy(struct env *env);

/* The same, but all of its memory is returned by the scheduler. */
void env_destroy_later(struct env *env);

/* Handle what others requested of the current environment. */
void env_handle_requests(struct env *env);

/*
 * Do a bounded part of what is left to do for a DYING environment: end the
 * children bound to it, pass on the others, return its memory, free its slot.
 * It is put in a run queue if that was not all. Nobody else may hold it.
 */
void env_reap(struct env *env);

/* A message about an environment that comes or goes; not printed after env_report_silence. */
void env_report(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Called, if at all, before the first environment is created. */
void env_report_silence(void);

/* Environments in use; 0 means the machine has nothing left to do. */
unsigned env_count(void);

#endif
