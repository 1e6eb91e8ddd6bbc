/*
 * Debug exceptions: which are the monitor's, and which the program's.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_TRAP_DEBUG_H
#define TINE_I386_TRAP_DEBUG_H

#include <arch/monitor.h>
#include <kernel/breakpoint.h>
#include <kernel/env.h>

#define DR6_CLEAR 0xFFFF0FF0u /* the processor only ever sets bits of it */

/*
 * Take note of a debug exception of env, the current environment; if it was
 * to stop, the monitor has run. Returns what the program is to hear of it,
 * in the form of DR6; 0: nothing.
 */
uint32_t debug_exception(struct env *env);

/* The same of one in the kernel, which has written to a watched word; false: it was not that. */
bool debug_exception_in_kernel(void);

/*
 * Around what is done about any other exception of env: no frame for its
 * handler tells of the monitor's step. Afterwards that goes on if the
 * instruction, at eip, is to be tried again, or ends in the handler.
 */
void debug_step_go_on(struct env *env, uint32_t eip);
static inline void
debug_step_hide(struct env *env)
{
	if (stepping != 0 && stepping == env_id(env))
		arch_env_step_hide(env);
}

#endif
