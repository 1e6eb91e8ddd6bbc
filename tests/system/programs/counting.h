/*
 * For programs whose child counts for ever and says how far it is, and
 * whether its registers are as far.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_TESTS_COUNTING_H
#define TINE_TESTS_COUNTING_H

#include "check.h"

/* The count; and what is not 0 once something else has another one. */
#define SEEN     SHARED[0]
#define MISMATCH SHARED[1]

/* Let the child, which is stopped, run until it has counted on. */
CHECK_FUNCTION void
run_on(envid_t child)
{
	SEEN = 0;
	CHECK_RESULT(sys_env_set_status(child, ENV_RUNNABLE), 0);
	while (SEEN == 0 && MISMATCH == 0)
		sys_yield();
	CHECK_RESULT((int)MISMATCH, 0);
}

#endif
