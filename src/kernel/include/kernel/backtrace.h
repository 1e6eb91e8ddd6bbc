/*
 * Who called whom, with names.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_BACKTRACE_H
#define TINE_KERNEL_BACKTRACE_H

#include <abi/types.h>

/*
 * Print the kernel call chain that starts at frame_pointer, one line per
 * caller. Follows only addresses inside this CPU's kernel stack, so a
 * damaged chain ends it.
 */
void backtrace(uintptr_t frame_pointer);

/* The function that address lies in, and how far: false when it is in none. */
bool symbol_find(uintptr_t address, const char **name, uint32_t *offset);

/* The name of function number index, by address; null from their number on. */
const char *symbol_name(uint32_t index);

/* Where the first function of that name begins; false when there is none. */
bool symbol_address(const char *name, uint32_t *address);

#endif
