/*
 * The copies that may fault.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_MM_USERCOPY_H
#define TINE_I386_MM_USERCOPY_H

#include <abi/types.h>

/* Copy, and return how many bytes at the end could not be copied. smap: lift it meanwhile. */
size_t usercopy(void *to, const void *from, size_t size_bytes, bool smap);

struct Trapframe;

/*
 * Store what a page-fault handler is told, a struct UTrapframe, at to, all of
 * it below UTOP. False: something is missing, as to has no memory.
 */
bool usercopy_fault_frame(uint32_t to, const struct Trapframe *frame, uint32_t address, bool smap);

/*
 * The kernel faulted at eip. If that is the copy's doing: where it is to go
 * on, else 0.
 */
uintptr_t usercopy_recover(uintptr_t eip);

#endif
