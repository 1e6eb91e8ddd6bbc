/*
 * Replaces and removes the pages of children that write to them all the time,
 * and takes pages for itself that have just become free: a child's write must
 * never arrive in a page that is no longer its own.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#define ROUNDS   15
#define CHILDREN 3
#define PAGES    4

/* The children's pages, and ours. */
#define THEIRS(i) ((volatile uint32_t *)PAGE_A + (i)*PGSIZE / 4)
#define OURS(i)   ((volatile uint32_t *)0x30000000 + (i)*PGSIZE / 4)

/* A page that was taken away comes back empty; the next write goes on there. */
static void
need_page(struct UTrapframe *utf)
{
	CHECK_RESULT(sys_page_alloc(0, (void *)ROUNDDOWN(utf->utf_fault_va, PGSIZE), READ_WRITE),
		     0);
}

static void
write_for_ever(int child)
{
	set_pgfault_handler(need_page);
	for (uint32_t i = 1;; i++) {
		for (int page = 0; page < PAGES; page++)
			*THEIRS(page) = i;
		SHARED[child] = i;
	}
}

static void
take_away(envid_t child, unsigned turn, int page)
{
	switch (turn % 3) {
	case 0:
		CHECK_RESULT(sys_page_alloc(child, (void *)THEIRS(page), READ_WRITE), 0);
		break;
	case 1:
		CHECK_RESULT(sys_page_unmap(child, (void *)THEIRS(page)), 0);
		break;
	case 2:
		CHECK_RESULT(
			sys_page_map(0, (void *)SHARED, child, (void *)THEIRS(page), READ_ONLY), 0);
		/* It cannot write there: give it something before it notices for long. */
		CHECK_RESULT(sys_page_alloc(child, (void *)THEIRS(page), READ_WRITE), 0);
		break;
	}
}

static void
round(const envid_t children[CHILDREN], unsigned turn)
{
	for (int i = 0; i < CHILDREN; i++)
		for (int page = 0; page < PAGES; page++)
			take_away(children[i], turn + (unsigned)i, page);
	for (int page = 0; page < PAGES * CHILDREN; page++)
		CHECK_RESULT(sys_page_alloc(0, (void *)OURS(page), READ_WRITE), 0);
	for (int again = 0; again < 50; again++)
		for (int page = 0; page < PAGES * CHILDREN; page++)
			CHECK(*OURS(page) == 0);
	for (int page = 0; page < PAGES * CHILDREN; page++)
		CHECK_RESULT(sys_page_unmap(0, (void *)OURS(page)), 0);
}

void
umain(int argc, char **argv)
{
	envid_t children[CHILDREN];
	uint32_t seen;

	USED(argc);
	USED(argv);
	make_shared_page();
	for (int i = 0; i < CHILDREN; i++) {
		children[i] = checked_fork();
		if (children[i] == 0)
			write_for_ever(i);
	}
	for (unsigned turn = 0; turn < ROUNDS; turn++)
		round(children, turn);
	/* They live, and go on. */
	for (int i = 0; i < CHILDREN; i++) {
		seen = SHARED[i];
		while (SHARED[i] == seen)
			sys_yield();
		end_and_wait(children[i]);
	}
	passed();
}
