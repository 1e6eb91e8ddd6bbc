/*
 * Between boot.asm and C.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_BOOT_START_H
#define TINE_I386_BOOT_START_H

#include <abi/types.h>

/* The time-stamp counter when boot.asm was entered. */
extern uint64_t boot_entry_tsc;

/* Says what a processor must have. */
extern const char unsuitable_text[];

/* The early page tables' 2,048 entries, of 2 MiB each. */
extern uint64_t early_directories[];

/* Called by boot.asm with what the loader left in eax and ebx. */
_Noreturn void i386_start(uint32_t magic, uint32_t information);

/* Go on at function with the stack that ends at stack; in boot.asm. */
_Noreturn void switch_stack(void (*function)(void), uintptr_t stack);

#endif
