/*
 * Finding the symbol table of the kernel and of programs, and naming addresses.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_DEBUG_PROGRAM_SYMBOLS_H
#define TINE_KERNEL_DEBUG_PROGRAM_SYMBOLS_H

#include "symbols.h"

struct env;

/* The table of an environment's program, or (null) the kernel's. False: it has none. */
bool symbols_of(const struct env *env, struct symbols *symbols);

/* Print an address, and what is known of it: "0080003a umain+0x1f hello.c:8". */
void show_place(const struct env *env, uint32_t address, bool is_return);

#endif
