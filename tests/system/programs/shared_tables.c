/*
 * Page tables that parent and child share: who sees what when one of them
 * writes, maps, unmaps or ends, also while the other does the same.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

/* Three tables, too full to be copied at fork. */
#define AREA               ((char *)0x30000000)
#define TABLES             3
#define TABLE_PAGES        200
#define WORD(table, page)  (*(volatile uint32_t *)(AREA + (table)*PTSIZE + (page)*PGSIZE))
#define STAMP(table, page) ((table)*1000 + (page) + 1)

/* A page of the first table that is the same in both. */
#define COMMON      (TABLE_PAGES + 10)
#define COMMON_WORD WORD(0, COMMON)

#define RACES 30

enum { TURN, CHILD_READY, GO };

static void
fill(void)
{
	for (unsigned table = 0; table < TABLES; table++)
		for (unsigned page = 0; page < TABLE_PAGES; page++) {
			CHECK_RESULT(sys_page_alloc(0, (void *)&WORD(table, page),
						    READ_WRITE | PTE_NOEXEC),
				     0);
			WORD(table, page) = STAMP(table, page);
		}
	CHECK_RESULT(sys_page_alloc(0, (void *)&COMMON_WORD, READ_WRITE | PTE_SHARE), 0);
}

static void
write_stamps(void)
{
	for (unsigned table = 0; table < TABLES; table++)
		for (unsigned page = 0; page < TABLE_PAGES; page++)
			WORD(table, page) = STAMP(table, page);
}

static void
check_stamps(void)
{
	for (unsigned table = 0; table < TABLES; table++)
		for (unsigned page = 0; page < TABLE_PAGES; page++)
			CHECK(WORD(table, page) == STAMP(table, page));
}

static bool
table_is_shared(unsigned table)
{
	return !(uvpd[PDX(AREA + table * PTSIZE)] & PTE_W);
}

static void
wait_for(unsigned turn)
{
	while (SHARED[TURN] != turn)
		sys_yield();
}

/* Fork; the child runs body and ends. Stamps are right in both before and after. */
static envid_t
fork_child(void (*body)(void))
{
	envid_t child;

	check_stamps();
	SHARED[TURN] = SHARED[CHILD_READY] = 0;
	child = checked_fork();
	if (child == 0) {
		body();
		exit();
	}
	return child;
}

static void
write_in_child(void)
{
	CHECK(table_is_shared(0) && table_is_shared(1));
	WORD(1, 5) = 0;
	CHECK(!table_is_shared(1));
	CHECK((uvpt[PGNUM(&WORD(1, 5))] & PTE_SYSCALL) == READ_WRITE);
	CHECK((uvpt[PGNUM(&WORD(1, 6))] & PTE_SYSCALL) == (READ_ONLY | PTE_COW));
	SHARED[TURN] = 1;
	wait_for(2);
	CHECK(WORD(1, 5) == 0 && WORD(1, 6) == STAMP(1, 6) && WORD(0, 7) == STAMP(0, 7));
}

static void
check_writes(void)
{
	const envid_t child = fork_child(write_in_child);

	wait_for(1);
	CHECK(table_is_shared(0) && table_is_shared(1));
	CHECK(WORD(1, 5) == STAMP(1, 5));
	WORD(1, 6) = 0;
	WORD(0, 7) = 0;
	SHARED[TURN] = 2;
	wait(child);
	WORD(1, 6) = STAMP(1, 6);
	WORD(0, 7) = STAMP(0, 7);
	check_stamps();
}

static void
write_common(void)
{
	COMMON_WORD = 42;
	/* To go on being shared it must not have become a copy. */
	CHECK((uvpt[PGNUM(&COMMON_WORD)] & PTE_SYSCALL) == (READ_WRITE | PTE_SHARE));
}

/* The kernel writes through a shared table too. */
static void
store_in_child(void)
{
	CHECK(table_is_shared(0));
	CHECK_RESULT(sys_memory_info((void *)(AREA + COMMON * PGSIZE + 64)), 0);
	CHECK(!table_is_shared(0));
}

static void
check_common(void)
{
	COMMON_WORD = 0;
	wait(fork_child(write_common));
	CHECK(COMMON_WORD == 42);
	wait(fork_child(store_in_child));
	CHECK(*(&COMMON_WORD + 16) != 0);
	check_stamps();
}

static void
stay(void)
{
	SHARED[CHILD_READY] = 1;
	wait_for(1);
	CHECK(WORD(0, 0) == 7777);
	CHECK(!is_mapped((void *)&WORD(0, 1)));
	CHECK(WORD(0, 2) == STAMP(0, 2));
}

/* A parent changes a child's table, not the one it shares with it. */
static void
check_foreign_changes(void)
{
	const envid_t child = fork_child(stay);

	while (!SHARED[CHILD_READY])
		sys_yield();
	CHECK_RESULT(sys_page_alloc(0, PAGE_A, READ_WRITE), 0);
	*(volatile uint32_t *)PAGE_A = 7777;
	CHECK_RESULT(sys_page_map(0, PAGE_A, child, (void *)&WORD(0, 0), READ_ONLY), 0);
	CHECK_RESULT(sys_page_unmap(child, (void *)&WORD(0, 1)), 0);
	/* What is shared is not ours to hand on for writing, until it is ours alone. */
	CHECK_RESULT(sys_page_map(0, (void *)&WORD(2, 0), child, PAGE_B, READ_WRITE), -E_INVAL);
	check_stamps();
	SHARED[TURN] = 1;
	wait(child);
	CHECK_RESULT(sys_page_unmap(0, PAGE_A), 0);
	check_stamps();
}

static void
do_nothing(void)
{
}

/* When the other is gone, one fault gives the whole table back. */
static void
check_last_sharer(void)
{
	uint32_t free_before;

	write_stamps();
	wait(fork_child(do_nothing));
	for (unsigned table = 0; table < TABLES; table++)
		CHECK(table_is_shared(table));
	free_before = free_pages();
	for (unsigned table = 0; table < TABLES; table++)
		WORD(table, 0) = STAMP(table, 0);
	CHECK(free_pages() == free_before);
	for (unsigned table = 0; table < TABLES; table++)
		CHECK(uvpt[PGNUM(&WORD(table, 100))] & uvpd[PDX(AREA + table * PTSIZE)] & PTE_W);
}

static void
overwrite(uint32_t value)
{
	for (unsigned page = 0; page < TABLE_PAGES; page += 7)
		for (unsigned table = 0; table < TABLES; table++)
			WORD(table, page) = value;
	for (unsigned page = 0; page < TABLE_PAGES; page++)
		for (unsigned table = 0; table < TABLES; table++)
			CHECK(WORD(table, page) == (page % 7 == 0 ? value : STAMP(table, page)));
}

static bool is_ended_early;

static void
race_child(void)
{
	envid_t grandchild;

	SHARED[CHILD_READY] = 1;
	while (!SHARED[GO])
		;
	overwrite(0xC0000000);
	/* A child that is ended in the middle of a fork would leave one that nobody starts. */
	if (is_ended_early)
		return;
	grandchild = checked_fork();
	overwrite(grandchild == 0 ? 0xE0000000 : 0xD0000000);
	if (grandchild != 0)
		wait(grandchild);
}

static void
race_parent(envid_t child, unsigned round)
{
	while (!SHARED[CHILD_READY])
		sys_yield();
	SHARED[GO] = 1;
	overwrite(0xA0000000 + round);
	if (is_ended_early) {
		const int error = sys_env_destroy(child);

		CHECK(error == 0 || error == -E_BAD_ENV);
	}
	overwrite(0xB0000000 + round);
	wait(child);
	overwrite(0xB1000000 + round);
}

static void
check_races(void)
{
	for (unsigned round = 0; round < RACES; round++) {
		write_stamps();
		SHARED[GO] = 0;
		is_ended_early = round % 3 == 0;
		race_parent(fork_child(race_child), round);
	}
}

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	make_shared_page();
	fill();
	check_writes();
	check_common();
	check_foreign_changes();
	check_last_sharer();
	check_races();
	passed();
}
