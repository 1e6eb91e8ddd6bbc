/*
 * What sys_memory_info tells of physical memory.
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

#endif
