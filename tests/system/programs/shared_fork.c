/*
 * sfork: one memory, several stacks; and what is mapped and unmapped later.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#include <errno.h>
#include <stdlib.h>

#define SHARERS 6
#define DEPTH   3

static volatile uint32_t value, ready, faults, total;

static envid_t
checked_sfork(void)
{
	envid_t child = sfork();

	if (child < 0)
		panic("sfork: %e", child);
	return child;
}

static void
add(volatile uint32_t *to, uint32_t what)
{
	__atomic_fetch_add(to, what, __ATOMIC_SEQ_CST);
}

static void
check_identity(void)
{
	CHECK(thisenv->env_id == sys_getenvid());
	CHECK(thisenv == &envs[ENVX(sys_getenvid())]);
}

/* Variables are everybody's, locals and errno each one's own, thisenv right everywhere. */
static void
check_what_is_shared(void)
{
	volatile uint32_t local = 1;
	envid_t child;

	value = 1;
	errno = 11;
	child = checked_sfork();
	check_identity();
	if (child == 0) {
		CHECK(thisenv->env_parent_id != 0 && errno == 11);
		local = value = 2;
		errno = 22;
		wait_until_equal(&value, 3);
		CHECK(local == 2 && errno == 22);
		value = 4;
		exit();
	}
	wait_until_equal(&value, 2);
	CHECK(local == 1 && errno == 11);
	local = value = 3;
	wait(child);
	CHECK(value == 4 && local == 3 && errno == 11);
	check_identity();
}

/* Whichever of them maps a page, in a table and a directory that none had, all have it. */
static void
check_mapped_later(char *page, bool child_maps)
{
	envid_t child;

	value = 0;
	child = checked_sfork();
	if ((child == 0) == child_maps) {
		CHECK_RESULT(sys_page_alloc(0, page, READ_WRITE), 0);
		*page = 'x';
		value = 1;
		wait_until_equal(&value, 2);
		CHECK(!is_mapped(page));
		value = 3;
	} else {
		wait_until_equal(&value, 1);
		CHECK(is_mapped(page) && *page == 'x');
		CHECK_RESULT(sys_page_unmap(0, page), 0);
		value = 2;
		wait_until_equal(&value, 3);
	}
	if (child == 0)
		exit();
	wait(child);
}

static void
count_fault(struct UTrapframe *utf)
{
	CHECK(utf->utf_fault_va == (uintptr_t)PAGE_A);
	check_identity();
	add(&faults, 1);
	exit();
}

/* Writers on all CPUs: from when the page is gone none of them writes to it any more. */
static void
check_unmapped_later(void)
{
	envid_t sharers[SHARERS]; /* each one's own: in a shared array a sharer's 0 may come last */

	CHECK_RESULT(sys_page_alloc(0, PAGE_A, READ_WRITE), 0);
	set_pgfault_handler(count_fault);
	ready = faults = 0;
	for (unsigned i = 0; i < SHARERS; i++) {
		sharers[i] = checked_sfork();
		if (sharers[i] == 0) {
			add(&ready, 1);
			for (;;)
				++*(volatile uint32_t *)PAGE_A;
		}
	}
	wait_until_equal(&ready, SHARERS);
	CHECK_RESULT(sys_page_map(0, PAGE_A, 0, PAGE_B, READ_WRITE), 0);
	CHECK_RESULT(sys_page_unmap(0, PAGE_A), 0);
	check_standstill((volatile uint32_t *)PAGE_B);
	for (unsigned i = 0; i < SHARERS; i++)
		wait(sharers[i]);
	CHECK(faults == SHARERS);
	CHECK_RESULT(sys_page_unmap(0, PAGE_B), 0);
}

/* Each of them makes more, and all count into one variable. */
static void
grow(unsigned depth)
{
	volatile unsigned mine = depth;
	envid_t children[2];

	add(&total, 1);
	if (depth == 0)
		return;
	for (unsigned i = 0; i < 2; i++) {
		children[i] = checked_sfork();
		check_identity();
		if (children[i] == 0) {
			grow(depth - 1);
			exit();
		}
	}
	for (unsigned i = 0; i < 2; i++)
		wait(children[i]);
	CHECK(mine == depth);
}

/* fork out of shared memory is a copy, for whoever of the sharers calls it. */
static void
check_fork_of_sharer(void)
{
	envid_t copy, child;

	value = 5;
	child = checked_sfork();
	copy = checked_fork();
	check_identity();
	if (copy == 0) {
		wait_until_equal(&value, 5);
		value = 6;
		ipc_send(thisenv->env_parent_id, value, NULL, 0);
		exit();
	}
	CHECK_RESULT(ipc_recv(NULL, NULL, NULL), 6);
	wait(copy);
	CHECK(value == 5);
	if (child == 0)
		exit();
	wait(child);
}

/* Heap, blocks and all, of several that take and give at the same time. */
static void
check_heap(void)
{
	uint32_t *blocks[16] = { NULL };

	for (unsigned i = 0; i < 4; i++)
		if (checked_sfork() == 0)
			break;
	for (uint32_t i = 0; i < 2000; i++) {
		uint32_t **block = &blocks[i % 16];

		CHECK(*block == NULL ||
		      (**block == (uint32_t)thisenv->env_id && (*block)[1] == i - 16));
		free(*block);
		*block = malloc(8 + i * 37 % 600);
		CHECK(*block != NULL);
		**block = (uint32_t)thisenv->env_id;
		(*block)[1] = i;
	}
	for (unsigned i = 0; i < 16; i++)
		free(blocks[i]);
	add(&ready, 1);
}

static void
check_refusals(void)
{
	const envid_t child = sys_env_create();
	uint32_t before;

	CHECK(child > 0);
	CHECK_RESULT(sys_space_share(0), -E_INVAL);
	CHECK_RESULT(sys_space_share(1), -E_BAD_ENV);
	CHECK_RESULT(sys_page_alloc(child, PAGE_A, READ_WRITE), 0);
	CHECK_RESULT(sys_space_share(child), -E_INVAL);
	end_and_wait(child);
	before = free_pages();
	const envid_t other = sys_env_create();
	CHECK_RESULT(sys_space_share(other), 0);
	CHECK_RESULT(sys_space_share(other), -E_INVAL);
	CHECK_RESULT(sys_range_map_cow(other, NULL, UTEXT, NULL, 0), -E_INVAL);
	CHECK_RESULT(sys_page_alloc(other, PAGE_C, READ_WRITE), 0);
	CHECK(is_mapped(PAGE_C));
	CHECK_RESULT(sys_page_unmap(0, PAGE_C), 0);
	end_and_wait(other);
	CHECK_RESULT((int)free_pages(), (int)before);
}

void
umain(int argc, char **argv)
{
	const envid_t first = sys_getenvid();

	USED(argc);
	USED(argv);
	check_what_is_shared();
	for (int i = 0; i < 2; i++) {
		check_mapped_later((char *)0x50000000 + i * PTSIZE, i);
		check_mapped_later((char *)UCOMMONTOP - (i + 1) * PTSIZE, i);
	}
	check_unmapped_later();
	grow(DEPTH);
	CHECK(total == (2u << DEPTH) - 1);
	check_fork_of_sharer();
	check_refusals();
	ready = 0;
	check_heap();
	if (sys_getenvid() != first)
		exit();
	wait_until_equal(&ready, 5);
	passed();
}
