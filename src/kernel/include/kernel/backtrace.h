/*
 * Who called whom, with names.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_BACKTRACE_H
#define TINE_KERNEL_BACKTRACE_H

#include <abi/types.h>

struct env;

/*
 * Print the kernel call chain that starts at frame_pointer, one line per
 * caller. Follows only addresses inside this CPU's kernel stack, so a
 * damaged chain ends it.
 */
void backtrace(uintptr_t frame_pointer);

/* Say where in its program an environment is, if its symbols are there. */
void backtrace_program(const struct env *env, uintptr_t address);

#endif
