/*
 * Environments: ids, states, and the half of an environment that every
 * program can read, in envs[] at UENVS.
 *
 * An id is generation << ENVGENSHIFT | index, always positive; the index
 * finds the slot in envs[], the generation tells its successive owners apart.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_ABI_ENV_H
#define TINE_ABI_ENV_H

#include <abi/types.h>

#define LOG2NENV    12
#define NENV        (1 << LOG2NENV)
#define ENVGENSHIFT 12
#define ENVX(envid) ((envid) & (NENV - 1))

enum {
	ENV_FREE = 0,
	ENV_DYING,        /* being taken apart; its id is no longer accepted */
	ENV_RUNNABLE,     /* waits in a run queue */
	ENV_RUNNING,      /* a CPU's current environment */
	ENV_NOT_RUNNABLE, /* blocked in a call, or stopped by sys_env_set_status */
};

/* With whom an environment ends besides (sys_env_set_bound). */
enum {
	ENV_UNBOUND = 0,
	ENV_BOUND,  /* its parent */
	ENV_THREAD, /* the first of its ancestors that is no thread */
};

enum EnvType {
	ENV_TYPE_USER = 0,
};

#define ENV_NAME_SIZE 16

/* Shares of the CPU (docs/policies.md): a priority from 0 up, and tickets from 1 up. */
#define ENV_PRIORITY_MAX 31
#define ENV_TICKETS_MAX  1000

/* So far down the line of its children an environment may set shares. */
#define ENV_GENERATIONS_MAX 64

/* Written by the kernel only. Fields may change under a reader; each is one aligned word. */
struct Env {
	envid_t env_id;        /* 0 before the slot's first use */
	envid_t env_parent_id; /* 0: started by the kernel */
	enum EnvType env_type;
	unsigned env_status;          /* ENV_xxx */
	uint32_t env_runs;            /* times it was given a CPU */
	int env_cpunum;               /* the CPU it runs on, or ran on last */
	void *env_pgfault_upcall;     /* page-fault entry point, or null */
	int env_ipc_recving;          /* 1 while blocked in sys_ipc_recv */
	void *env_ipc_dstva;          /* where it wants a page; UTOP or above: nowhere */
	uint32_t env_ipc_value;       /* the last message: value, */
	envid_t env_ipc_from;         /* sender, */
	int env_ipc_perm;             /* rights of the page received, or 0 */
	char env_name[ENV_NAME_SIZE]; /* for people; always ends in a zero byte */
	uint32_t env_priority;        /* what counts under sched=prio, */
	uint32_t env_tickets;         /* and under sched=stride and sched=lottery */
	uint32_t env_time_high;       /* CPU time it has had, in nanoseconds: */
	uint32_t env_time_low;        /* read it by env_time_ns of <exo/sched.h> */
	uint32_t env_time_high_again;
};

_Static_assert(sizeof(enum EnvType) == 4 && NENV <= (1 << ENVGENSHIFT), "ids fit");

#endif
