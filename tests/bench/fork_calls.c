/*
 * fork_exit once more, but by a fork that makes each of its system calls by
 * itself: what the batch in src/libc/exo/fork.c saves.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bench.h"

#include <exo/pgfault.h>

#define STACK_BELOW     256
#define EXCEPTION_STACK (UXSTACKTOP - PGSIZE)

static __attribute__((noinline)) envid_t
fork_by_calls(void)
{
	const uintptr_t here = (uintptr_t)__builtin_frame_address(0);
	const uintptr_t hot = ROUNDDOWN(here - STACK_BELOW, PGSIZE);
	envid_t child;

	/* fork sets its handler anew each time. */
	bench_require(uvpt[PGNUM(EXCEPTION_STACK)] & uvpd[PDX(EXCEPTION_STACK)] & PTE_P);
	bench_require(sys_env_set_pgfault_upcall(0, (void *)_pgfault_upcall) == 0);
	child = sys_exofork();
	if (child < 0)
		panic("exofork: %e", child);
	if (child == 0) {
		thisenv = &envs[ENVX(sys_getenvid())];
		return 0;
	}
	bench_require(sys_range_map_cow(child, NULL, EXCEPTION_STACK, (void *)hot,
					ROUNDDOWN(here, PGSIZE) + PGSIZE - hot) == 0);
	bench_require(sys_page_alloc(child, (void *)EXCEPTION_STACK, BENCH_PERM) == 0);
	bench_require(sys_env_set_pgfault_upcall(child, (void *)_pgfault_upcall) == 0);
	bench_require(sys_page_own(child, (void *)ROUNDDOWN((uintptr_t)&thisenv, PGSIZE)) == 0);
	bench_require(sys_env_set_status(child, ENV_RUNNABLE) == 0);
	return child;
}

void
umain(int argc, char **argv)
{
	envid_t first;

	USED(argc);
	USED(argv);
	bench_share();
	first = fork(); /* prepares the page-fault handler */
	if (first == 0)
		exit();
	wait(first);
	for (uint32_t i = 1; i <= REPETITIONS; i++) {
		const uint64_t start = bench_now();
		const envid_t child = fork_by_calls();

		if (child == 0) {
			++*SHARED;
			exit();
		}
		wait(child);
		bench_sample(bench_now() - start);
		bench_require(*SHARED == i);
	}
	bench_report();
}
