/*
 * Forks without end on every CPU while the parents go on writing: several
 * lines of descent, each environment with memory of many tables, of which
 * it writes a part, checks all, and forks the next before and after.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#define LINES       4
#define GENERATIONS 6
#define ROUNDS      4

#define AREA        ((char *)0x40000000)
#define TABLES      4
#define TABLE_PAGES 80
#define PAGES       (TABLES * TABLE_PAGES)
#define WORD(page)                                                     \
	(*(volatile uint32_t *)(AREA + (page) / TABLE_PAGES * PTSIZE + \
				(page) % TABLE_PAGES * PGSIZE))

/* In the shared page: how many have come to their end. */
#define ENDED SHARED[0]

static uint32_t expected[PAGES];

static void
write_some(uint32_t seed)
{
	for (unsigned page = seed % 5; page < PAGES; page += 5)
		WORD(page) = expected[page] = seed * PAGES + page;
}

static void
check_all(void)
{
	for (unsigned page = 0; page < PAGES; page++)
		CHECK(WORD(page) == expected[page]);
}

/* Two children, of which one goes on; memory of each is what it was at the fork, and its own. */
static void
descend(uint32_t seed, unsigned generations)
{
	envid_t children[2] = { 0, 0 };

	for (unsigned i = 0; i < 2 && generations > 0; i++) {
		write_some(seed + i);
		children[i] = checked_fork();
		if (children[i] == 0) {
			check_all();
			descend(seed * 3 + i, i == 0 ? generations - 1 : 0);
			exit();
		}
		write_some(seed + 7 + i);
		check_all();
	}
	write_some(seed + 11);
	check_all();
	for (unsigned i = 0; i < 2; i++)
		if (children[i] != 0)
			wait(children[i]);
	check_all();
	__atomic_fetch_add(&ENDED, 1, __ATOMIC_SEQ_CST);
}

static void
round(uint32_t seed)
{
	envid_t lines[LINES];

	ENDED = 0;
	for (unsigned i = 0; i < LINES; i++) {
		lines[i] = checked_fork();
		if (lines[i] == 0) {
			descend(seed + i, GENERATIONS);
			exit();
		}
		write_some(seed + i);
	}
	check_all();
	for (unsigned i = 0; i < LINES; i++)
		wait(lines[i]);
	check_all();
	/* In each line: one for each generation and its second child, and the last one. */
	CHECK_RESULT((int)ENDED, LINES * (2 * GENERATIONS + 1));
}

void
umain(int argc, char **argv)
{
	uint32_t free_before = 0;

	USED(argc);
	USED(argv);
	make_shared_page();
	for (unsigned page = 0; page < PAGES; page++)
		CHECK_RESULT(sys_page_alloc(0, (void *)&WORD(page), READ_WRITE), 0);
	for (uint32_t i = 0; i <= ROUNDS; i++) {
		round(i * 1000 + 1);
		if (i == 0)
			free_before = free_pages();
	}
	CHECK_RESULT((int)free_pages(), (int)free_before);
	passed();
}
