/*
 * Addresses in a program's memory are a type of their own, so that the
 * compiler refuses to follow them. Only <arch/userptr.h> turns them into
 * bytes.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_USERVADDR_H
#define TINE_KERNEL_USERVADDR_H

#include <abi/memlayout.h>
#include <abi/mmu.h>
#include <abi/types.h>

typedef struct {
	uint32_t value;
} uservaddr_t;

static inline uservaddr_t
user_va(uint32_t value)
{
	return (uservaddr_t){ value };
}

/* Is this a page that the program may change? */
static inline bool
user_page_valid(uservaddr_t va)
{
	return va.value < UTOP && va.value % PGSIZE == 0;
}

/* Permissions a program may ask for: at least present and user, at most those it may set. */
static inline bool
perm_valid(int perm)
{
	const int required = PTE_P | PTE_U;

	return (perm & required) == required && (perm & ~(PTE_SYSCALL | PTE_NOEXEC)) == 0;
}

#endif
