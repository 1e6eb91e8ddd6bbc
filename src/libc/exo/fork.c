/*
 * fork() with copy-on-write, made of page mappings and page faults.
 *
 * A page that can be written is mapped read-only in both programs and marked
 * PTE_COW. The first write faults, and the writer gets a copy of its own.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/batch.h>
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

#include <libc/exo/sharing.h>
#include <libc/lock.h>

#define EXCEPTION_STACK ((void *)(UXSTACKTOP - PGSIZE))

/* Stack that fork itself may use below the frame that it looks at. */
#define STACK_BELOW 256

#define STACK_PERM (PTE_P | PTE_U | PTE_W | PTE_NOEXEC)

/* Where a page of the child's is filled. */
#define SCRATCH ((void *)PFTEMP)

/* Make the page that was written to our own, if fork made it read-only. */
static int
cow_resolve(const struct UTrapframe *utf)
{
	void *page = (void *)ROUNDDOWN(utf->utf_fault_va, PGSIZE);

	/* Writable after all: the kernel had no memory to make its page table ours, and says so again. */
	if (!(utf->utf_err & FEC_WR) || utf->utf_fault_va >= UTOP ||
	    !(page_entry(page) & (PTE_COW | PTE_W)))
		return PGFAULT_NOT_MINE;
	return sys_page_own(0, page);
}

/*
 * Copy a stack that threads have, too, page by page: copied on write, it would
 * become another for one of them and not for the rest. What returns in the
 * child has been on it since before the child was made.
 */
static int
copy_stack(envid_t child)
{
	int error = 0;

	for (uintptr_t va = STACK_BOTTOM; va < USTACKTOP && error == 0; va += PGSIZE) {
		if (page_entry((void *)va) == PAGE_ABSENT)
			continue;
		error = sys_page_alloc(child, (void *)va, STACK_PERM);
		if (error == 0)
			error = sys_page_map(child, (void *)va, 0, SCRATCH, STACK_PERM);
		if (error < 0)
			break;
		memcpy(SCRATCH, (void *)va, PGSIZE);
		sys_page_unmap(0, SCRATCH);
	}
	return error;
}

/*
 * Give the child all we have, or share it but for the stack, and start it. It
 * gets a copy of the stack in use at once, so that ours stays writable:
 * otherwise the next push would fault, and find that there is no memory too
 * late for an error code. A handler must never fault on its own stack, so
 * that page is not copied on write. thisenv is what the child writes first.
 */
static int
give_program(envid_t child, bool shared)
{
	const uintptr_t here = (uintptr_t)__builtin_frame_address(0);
	const uintptr_t hot = ROUNDDOWN(here - STACK_BELOW, PGSIZE);
	const size_t hot_size_bytes = ROUNDDOWN(here, PGSIZE) + PGSIZE - hot;
	const bool has_threads = libc_shared && OWN->stack_shared;
	const uintptr_t first = shared ? UCOMMONTOP : 0;
	const uintptr_t end = has_threads ? STACK_BOTTOM : (uintptr_t)EXCEPTION_STACK;
	const struct batch_call calls[] = {
		{ SYS_space_share, { child } },
		{ SYS_range_map_cow, { child, first, end - first, hot, hot_size_bytes } },
		{ SYS_page_alloc, { child, (uintptr_t)EXCEPTION_STACK, STACK_PERM } },
		{ SYS_env_set_pgfault_upcall, { child, (uintptr_t)_pgfault_upcall } },
		{ SYS_page_own, { child, ROUNDDOWN((uintptr_t)&thisenv, PGSIZE) } },
		{ SYS_env_set_status, { child, ENV_RUNNABLE } },
	};
	const uint32_t count = sizeof(calls) / sizeof(calls[0]) - !shared;
	uint32_t failed;
	int error;

	if (!has_threads)
		return sys_batch(calls + !shared, count, &failed);
	error = sys_batch(calls + !shared, count - 1, &failed);
	if (error < 0)
		return error;
	lock_take(&libc_program_lock);
	error = copy_stack(child);
	lock_give(&libc_program_lock);
	return error < 0 ? error : sys_env_set_status(child, ENV_RUNNABLE);
}

/* The child's first steps: whatever thread has made it, it is a program's first environment. */
static void
begin_child(bool shared)
{
	thisenv = &envs[ENVX(sys_getenvid())];
	if (!libc_shared)
		return;
	OWN->thread = NULL;
	OWN->program = 0;
	OWN->stack_shared = false;
	if (!shared)
		sharing_fork_child();
}

/* Inlined: both environments return through the caller's frame. */
static inline __attribute__((always_inline)) envid_t
make_child(bool shared)
{
	envid_t child;
	int error;

	error = pgfault_set_resolver(cow_resolve);
	if (error < 0)
		return error;
	if (!shared)
		sharing_fork_begins();
	child = sys_exofork();
	if (child == 0) {
		begin_child(shared);
		return 0;
	}
	error = child < 0 ? child : give_program(child, shared);
	if (!shared)
		sharing_fork_ends();
	if (error < 0 && child > 0) {
		/* And wait: a caller that is out of memory wants what the child had. */
		sys_env_destroy(child);
		wait(child);
	}
	return error < 0 ? error : child;
}

static uintptr_t
stack_in_use(void)
{
	return (uintptr_t)__builtin_frame_address(0);
}

envid_t
fork(void)
{
	const uintptr_t stack = stack_in_use();

	if (stack >= (uintptr_t)EXCEPTION_STACK && stack < UXSTACKTOP)
		return -E_INVAL;
	return make_child(false);
}

envid_t
sfork(void)
{
	const uintptr_t stack = stack_in_use();
	int error;

	/* A stack elsewhere would be used by both. */
	if (stack < UCOMMONTOP || stack >= USTACKTOP)
		return -E_INVAL;
	error = sharing_begin();
	return error < 0 ? error : make_child(true);
}
