/*
 * For programs that let memory run out: all pages that there are, taken, and
 * given back one by one.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_TESTS_HOARD_H
#define TINE_TESTS_HOARD_H

#include "check.h"

/* Where the pages are put; each two megabytes of it need a page table besides. */
#define HOARD_START 0x30000000u
#define HOARD_END   0xE0000000u

static uintptr_t hoard_end = HOARD_START;

CHECK_FUNCTION void
take_all(void)
{
	int error = 0;

	while (hoard_end < HOARD_END && error == 0) {
		error = sys_page_alloc(0, (void *)hoard_end, READ_WRITE);
		if (error == 0)
			hoard_end += PGSIZE;
	}
	CHECK_RESULT(error, -E_NO_MEM);
}

CHECK_FUNCTION void
give_back_one(void)
{
	hoard_end -= PGSIZE;
	CHECK_RESULT(sys_page_unmap(0, (void *)hoard_end), 0);
}

CHECK_FUNCTION void
give_back_all(void)
{
	while (hoard_end > HOARD_START)
		give_back_one();
}

#endif
