/*
 * Handlers that fault themselves, that fork's copying goes on beside, and
 * that provide code as well as data.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#define DEPTH 5

static volatile unsigned faults;
static volatile uint32_t last_error;

/* Faults on the page before it is done with its own, down to the first. */
static void
handler(struct UTrapframe *utf)
{
	char *page = (char *)ROUNDDOWN(utf->utf_fault_va, PGSIZE);

	faults++;
	last_error = utf->utf_err;
	CHECK(utf->utf_fault_va >= (uint32_t)PAGE_A);
	if (page > PAGE_A)
		*(volatile char *)(page - PGSIZE) = 1;
	CHECK_RESULT(sys_page_alloc(0, page, READ_WRITE), 0);
	page[1] = (char)0xC3; /* ret, for whoever calls it */
}

static void
check_nesting(void)
{
	faults = 0;
	*(volatile char *)(PAGE_A + DEPTH * PGSIZE) = 5;
	CHECK(faults == DEPTH + 1);
	CHECK(PAGE_A[DEPTH * PGSIZE] == 5);
	for (int i = 0; i < DEPTH; i++)
		CHECK(PAGE_A[i * PGSIZE] == 1);
	CHECK_RESULT((int)last_error, FEC_U | FEC_WR);
}

static void
check_fetch(void)
{
	char *page = PAGE_A + (DEPTH + 1) * PGSIZE;

	((void (*)(void))(page + 1))();
	CHECK(is_mapped(page));
}

/* In a child, every write is a fault first; some are the handler's, some are fork's. */
static void
check_beside_fork(void)
{
	envid_t child = checked_fork();

	if (child == 0) {
		faults = 0;
		PAGE_A[0] = 2;
		CHECK(faults == 0);
		*(volatile char *)(PAGE_A + (DEPTH + 2) * PGSIZE) = 3;
		CHECK(faults == 1);
		SHARED[0] = 1;
		exit();
	}
	wait(child);
	CHECK(SHARED[0] == 1);
	CHECK(PAGE_A[0] == 1);
}

static void
give_up_handler(uint32_t unused)
{
	USED(unused);
	set_pgfault_handler(NULL);
	*(volatile char *)UTEMP = 1;
}

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	make_shared_page();
	set_pgfault_handler(handler);
	check_nesting();
	check_fetch();
	check_beside_fork();
	CHECK(!survives(give_up_handler, 0));
	passed();
}
