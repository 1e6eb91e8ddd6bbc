/*
 * What fork copies, what it shares, and what it keeps as it was.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

static volatile int in_data = 1;

enum { SEEN_BY_CHILD, SEEN_BY_PARENT, GRANDCHILDREN };

static int
flags_of(const void *va)
{
	return uvpt[PGNUM(va)] & PTE_SYSCALL;
}

static void
check_mappings_in_child(void)
{
	const void *exception_stack = (void *)(UXSTACKTOP - PGSIZE);

	CHECK(flags_of(PAGE_A) == READ_ONLY);
	CHECK(flags_of(PAGE_B) == (READ_ONLY | PTE_COW));
	CHECK(flags_of((void *)SHARED) == (READ_WRITE | PTE_SHARE));
	CHECK(flags_of(exception_stack) == READ_WRITE);
	CHECK(!is_mapped(PFTEMP));
	CHECK((uvpt[PGNUM(PAGE_C)] & PTE_NX) != 0);
	CHECK(thisenv->env_id == sys_getenvid());
}

static void
child(void)
{
	check_mappings_in_child();
	/* The parent has written since; here is what was there at the fork. */
	while (!SHARED[SEEN_BY_PARENT])
		sys_yield();
	CHECK(in_data == 1);
	CHECK(PAGE_B[0] == 'b');
	in_data = 2;
	PAGE_B[0] = 'c';
	CHECK(flags_of(PAGE_B) == READ_WRITE);
	SHARED[SEEN_BY_CHILD] = 1;
	exit();
}

static void
check_copying(void)
{
	envid_t env = checked_fork();

	if (env == 0)
		child();
	in_data = 3;
	PAGE_B[0] = 'p';
	SHARED[SEEN_BY_PARENT] = 1;
	wait(env);
	CHECK(SHARED[SEEN_BY_CHILD] == 1);
	CHECK(in_data == 3);
	CHECK(PAGE_B[0] == 'p');
	CHECK(PAGE_A[0] == 0);
	in_data = 1;
	PAGE_B[0] = 'b';
}

/* Each generation has its own copy of what it did not share. */
static void
check_generations(int generations)
{
	envid_t env;

	if (generations == 0)
		return;
	env = checked_fork();
	if (env == 0) {
		in_data++;
		SHARED[GRANDCHILDREN]++;
		check_generations(generations - 1);
		exit();
	}
	wait(env);
}

static void
fork_in_handler(struct UTrapframe *utf)
{
	USED(utf);
	CHECK_RESULT(fork(), -E_INVAL);
	CHECK_RESULT(sys_page_alloc(0, ROUNDDOWN((void *)utf->utf_fault_va, PGSIZE), READ_WRITE),
		     0);
}

void
umain(int argc, char **argv)
{
	uint32_t free_before;

	USED(argc);
	USED(argv);
	make_shared_page();
	CHECK_RESULT(sys_page_alloc(0, PAGE_A, READ_ONLY), 0);
	CHECK_RESULT(sys_page_alloc(0, PAGE_B, READ_WRITE), 0);
	CHECK_RESULT(sys_page_alloc(0, PAGE_C, READ_WRITE | PTE_NOEXEC), 0);
	PAGE_B[0] = 'b';
	check_copying();
	SHARED[SEEN_BY_PARENT] = 0;
	free_before = free_pages();
	check_copying();
	CHECK(free_pages() == free_before);

	check_generations(8);
	CHECK(SHARED[GRANDCHILDREN] == 8);
	CHECK(in_data == 1);
	CHECK(free_pages() == free_before);

	set_pgfault_handler(fork_in_handler);
	*(volatile char *)(PAGE_C + PGSIZE) = 1;
	passed();
}
