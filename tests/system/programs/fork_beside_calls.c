/*
 * One thread forks again and again, which makes all memory copy-on-write,
 * while others make system calls that store results there.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#include <exo/thread.h>

#define CALLERS 3
#define FORKS   12

/* In pages of its own, one for each caller, and in one for all. */
struct results {
	uint64_t now_ns;
	struct memory_info memory;
} __attribute__((aligned(PGSIZE)));

static struct results results[CALLERS];
static uint64_t common_ns[CALLERS];
static volatile bool done;

static void *
call_on(void *argument)
{
	struct results *mine = argument;
	uint64_t *ns = &common_ns[mine - results];
	uint64_t last_ns = 0, local_ns = 0;
	uintptr_t rounds = 0;

	while (!done || rounds == 0) {
		CHECK_RESULT(sys_time_ns(&mine->now_ns), 0);
		CHECK(mine->now_ns >= last_ns);
		last_ns = mine->now_ns;
		CHECK_RESULT(sys_memory_info(&mine->memory), 0);
		CHECK(mine->memory.free_pages < mine->memory.total_pages);
		CHECK_RESULT(sys_time_ns(ns), 0);
		CHECK_RESULT(sys_time_ns(&local_ns), 0);
		CHECK(*ns >= last_ns && local_ns >= *ns);
		sys_yield();
		rounds++;
	}
	return (void *)rounds;
}

void
umain(int argc, char **argv)
{
	struct thread *callers[CALLERS];
	void *rounds = NULL;

	USED(argc);
	USED(argv);
	for (unsigned i = 0; i < CALLERS; i++)
		CHECK_RESULT(thread_create(&callers[i], call_on, &results[i]), 0);
	for (unsigned i = 0; i < FORKS; i++) {
		const envid_t child = checked_fork();

		if (child == 0)
			exit();
		wait(child);
	}
	done = true;
	for (unsigned i = 0; i < CALLERS; i++) {
		CHECK_RESULT(thread_join(callers[i], &rounds), 0);
		CHECK(rounds != NULL);
	}
	passed();
}
