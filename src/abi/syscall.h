/*
 * System-call numbers, and the kinds of argument that syscalls.def names.
 *
 * Convention: int $0x30 with the number in eax and up to five arguments in
 * edx, ecx, ebx, edi, esi; the result in eax, all other registers unchanged.
 *
 *   kind    C type in programs   meaning
 *   ENV     envid_t              an environment; 0 is the caller
 *   VA      void *               a page's address, only ever used as a number
 *   PERM    int                  PTE_xxx of <abi/mmu.h>
 *   VALUE   uint32_t             a plain number
 *   SIZE    size_t               a length in bytes
 *   IN      const void *         memory the kernel reads
 *   OUT     void *               memory the kernel writes
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_ABI_SYSCALL_H
#define TINE_ABI_SYSCALL_H

enum {
#define SYSCALL(number, name, result, count, arguments, text) SYS_##name = number,
#include <abi/syscalls.def>
#undef SYSCALL
	NSYSCALLS
};

#endif
