/*
 * What sys_memory_info and sys_sched_info tell.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_ABI_INFO_H
#define TINE_ABI_INFO_H

#include <abi/types.h>

struct memory_info {
	uint32_t total_pages; /* pages the allocator was given at boot */
	uint32_t free_pages;  /* of these, free now; exact only while nothing else runs */
};

#define SCHED_NAME_SIZE 8

struct sched_info {
	char policy[SCHED_NAME_SIZE]; /* as sched= names it; ends in a zero byte */
	uint32_t slice_ns;            /* how long an environment runs while others wait */
	uint32_t cpus;                /* found; one that did not start counts as well */
};

#endif
