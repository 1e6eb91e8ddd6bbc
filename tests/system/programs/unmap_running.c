/*
 * Takes a page away from a child that writes to it all the time, on another
 * CPU if there is one: after the call not one more write may arrive.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#define ROUNDS 20

/* The child counts here; we have the same page at SHARED, and mapped to stay. */
#define CHILD_COUNTER ((volatile uint32_t *)PAGE_A)

static envid_t
start_child(void)
{
	envid_t child = checked_fork();

	if (child == 0)
		for (;;)
			++*CHILD_COUNTER;
	return child;
}

static void
wait_for_steps(void)
{
	uint32_t seen = *SHARED;

	while (*SHARED - seen < 1000)
		sys_yield();
}

static void
unmapped(envid_t child)
{
	CHECK_RESULT(sys_page_unmap(child, (void *)CHILD_COUNTER), 0);
}

static void
made_read_only(envid_t child)
{
	CHECK_RESULT(sys_page_map(0, (void *)SHARED, child, (void *)CHILD_COUNTER, READ_ONLY), 0);
}

static void
stopped(envid_t child)
{
	CHECK_RESULT(sys_env_set_status(child, ENV_NOT_RUNNABLE), 0);
}

/* The child goes on, on a page of its own: ours must be untouched. */
static void
replaced(envid_t child)
{
	CHECK_RESULT(sys_page_alloc(child, (void *)CHILD_COUNTER, READ_WRITE), 0);
}

static void
try(void (*take_away)(envid_t child), bool child_lives)
{
	envid_t child = start_child();

	wait_for_steps();
	take_away(child);
	check_standstill(SHARED);
	/* Otherwise it has died of trying. */
	if (child_lives)
		CHECK_RESULT(sys_env_destroy(child), 0);
	wait(child);
}

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	make_shared_page();
	CHECK_RESULT(
		sys_page_map(0, (void *)SHARED, 0, (void *)CHILD_COUNTER, READ_WRITE | PTE_SHARE),
		0);
	for (int i = 0; i < ROUNDS; i++) {
		try(unmapped, false);
		try(made_read_only, false);
		try(stopped, true);
		try(replaced, true);
	}
	passed();
}
