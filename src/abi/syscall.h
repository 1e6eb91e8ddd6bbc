/*
 * System-call numbers, and the kinds of argument that syscalls.def names.
 *
 * Convention: int $0x30 with the number in eax and up to five arguments in
 * edx, ecx, ebx, edi, esi; the result in eax, all other registers unchanged.
 * Or a near call of USYSCALL, which is the quickest way that the processor
 * has: the same, but ecx, edx and the arithmetic flags are lost.
 * A call whose result is a message_t has more to give than one word: from in
 * eax, and unless that is an error, value in ebx and perm in edi.
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

#include <abi/types.h>

#define SYSCALL_INSTRUCTION_SIZE 2 /* bytes */

/* A message, received in registers. */
typedef struct {
	envid_t from; /* who sent it; or an error number, and there is none */
	uint32_t value;
	int perm; /* rights of the page that came with it, or 0 */
} message_t;

enum {
#define SYSCALL(number, name, result, count, arguments, text) SYS_##name = number,
#include <abi/syscalls.def>
#undef SYSCALL
	NSYSCALLS
};

#endif
