/*
 * fork() with copy-on-write, made of page mappings and page faults.
 *
 * A page that can be written is mapped read-only in both programs and marked
 * PTE_COW. The first write faults, and the writer gets a copy of its own.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/env.h>
#include <abi/error.h>
#include <abi/memlayout.h>
#include <exo/env.h>
#include <exo/fork.h>
#include <exo/pages.h>
#include <exo/pgfault.h>
#include <exo/syscall.h>
#include <stdbool.h>
#include <string.h>

#define EXCEPTION_STACK ((void *)(UXSTACKTOP - PGSIZE))

/*
 * Where a page is copied. While fork runs, a page lies here in reserve: our
 * stack becomes copy-on-write like everything else, and to run out of memory
 * at the very next push would be too late for an error code.
 */
#define COPY ((void *)PFTEMP)

#define PRIVATE_PERM (PTE_P | PTE_U | PTE_W | PTE_NOEXEC)

/* Give the page that was written to a private copy, if fork made it read-only. */
static int
cow_resolve(const struct UTrapframe *utf)
{
	void *page = (void *)ROUNDDOWN(utf->utf_fault_va, PGSIZE);
	pte_t entry;
	int perm, error;

	if (!(utf->utf_err & FEC_WR) || utf->utf_fault_va >= UTOP)
		return PGFAULT_NOT_MINE;
	entry = page_entry(page);
	if (!(entry & PTE_COW))
		return PGFAULT_NOT_MINE;

	if (page_entry(COPY) == PAGE_ABSENT) {
		error = sys_page_alloc(0, COPY, PRIVATE_PERM);
		if (error < 0)
			return error;
	}
	memcpy(COPY, page, PGSIZE);
	perm = (page_perm(entry) & ~PTE_COW) | PTE_W;
	error = sys_page_map(0, COPY, 0, page, perm);
	sys_page_unmap(0, COPY);
	return error;
}

/* Pages that no other environment gets. */
static bool
is_private(const void *va, pte_t entry)
{
	return va == EXCEPTION_STACK || va == COPY || page_is_device(entry);
}

/* Is it copied when written to? Else parent and child have the very same page. */
static bool
is_copied(pte_t entry)
{
	return !(entry & PTE_SHARE) && (entry & (PTE_W | PTE_COW));
}

static int
map_for_child(void *va, pte_t entry, envid_t child)
{
	int perm = page_perm(entry);

	if (is_private(va, entry))
		return 0;
	if (is_copied(entry))
		perm = (perm & ~PTE_W) | PTE_COW;
	return sys_page_map(0, va, child, va, perm);
}

static int
map_for_parent(void *va, pte_t entry, envid_t child)
{
	(void)child;
	if (is_private(va, entry) || !is_copied(entry) || !(entry & PTE_W))
		return 0;
	return sys_page_map(0, va, 0, va, (page_perm(entry) & ~PTE_W) | PTE_COW);
}

/*
 * All that needs memory comes first, so that an error leaves us as we were.
 *
 * And a page becomes copy-on-write in the child before it does in the parent.
 * The other way round, a write of ours in between (the stack is such a page)
 * would give us a fresh, writable page, and the child a mapping of just that.
 */
static int
copy_program(envid_t child)
{
	int error;

	/* A handler must never fault on its own stack, so that page is not copied on write. */
	error = sys_page_alloc(child, EXCEPTION_STACK, PRIVATE_PERM);
	if (error < 0)
		return error;
	error = sys_env_set_pgfault_upcall(child, (void *)_pgfault_upcall);
	if (error < 0)
		return error;
	error = sys_page_alloc(0, COPY, PRIVATE_PERM);
	if (error < 0)
		return error;
	error = pages_each(map_for_child, child);
	if (error < 0)
		return error;
	error = pages_each(map_for_parent, child);
	if (error < 0)
		return error;
	return sys_env_set_status(child, ENV_RUNNABLE);
}

envid_t
fork(void)
{
	uintptr_t stack = (uintptr_t)__builtin_frame_address(0);
	envid_t child;
	int error;

	if (stack >= (uintptr_t)EXCEPTION_STACK && stack < UXSTACKTOP)
		return -E_INVAL;
	error = pgfault_set_resolver(cow_resolve);
	if (error < 0)
		return error;

	child = sys_exofork();
	if (child == 0)
		thisenv = &envs[ENVX(sys_getenvid())];
	if (child <= 0)
		return child;

	error = copy_program(child);
	if (error < 0) {
		/* And wait: a caller that is out of memory wants what the child had. */
		sys_env_destroy(child);
		wait(child);
	}
	/* Unless the stack has used it up. */
	sys_page_unmap(0, COPY);
	return error < 0 ? error : child;
}

envid_t
sfork(void)
{
	return -E_INVAL;
}
