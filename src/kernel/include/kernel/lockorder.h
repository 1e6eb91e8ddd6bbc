/*
 * The lock order: a CPU that holds a lock may only take locks that stand
 * further down in this list. Debug builds check every acquisition.
 *
 * Why this order: system calls start from an environment and work inwards,
 * to the queues it waits in, the run queue it is put on, the pages it takes,
 * and at last to the console, which everything may want to print on.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_LOCKORDER_H
#define TINE_KERNEL_LOCKORDER_H

enum lock_rank {
	LOCK_KERNEL,    /* the one lock of -Dlocking=big; the others do nothing there */
	LOCK_ENV,       /* one environment; two at once only by env_get_pair: lower index first */
	LOCK_FUTEX,     /* who waits for words of one hash value; never two at once */
	LOCK_COMMON,    /* the page tables that several address spaces have in common */
	LOCK_LINES,     /* who has which interrupt line */
	LOCK_KEYS,      /* the state of the keyboard that programs drive */
	LOCK_WAIT,      /* the links of all wait queues */
	LOCK_TIMEOUT,   /* the heap of sleeping environments */
	LOCK_ENV_TABLE, /* the list of free environment slots */
	LOCK_RUNQUEUE,  /* one CPU's run queue; never two at once */
	LOCK_PAGE_POOL, /* the shared pool of free pages */
	LOCK_CONSOLE_INPUT,  /* the ring of characters typed */
	LOCK_CONSOLE_OUTPUT, /* output devices and log; never with the one above */
	LOCK_RANKS
};

#endif
