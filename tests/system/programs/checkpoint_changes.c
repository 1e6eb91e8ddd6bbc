/*
 * What a child maps, unmaps, or has other rights to than at a checkpoint is
 * noticed, whether or not anything is written: by going back to that one, and
 * by the next, which is gone back to as well.
 *
 * SPDX-License-Identifier: MIT
 */
#include "keeping.h"

#include <abi/state.h>
#include <exo/fork.h>

/* In each span is only one page that changes, and one that does not; and so few in a table that fork marks them. */
enum place { RIGHTS, AGAIN, ANOTHER, GONE, NEW, PLACES };
#define PLACE(i)  ((volatile uint32_t *)(0xD0000000 + (i)*PTSIZE))
#define BESIDE(i) ((void *)(PLACE(i) + PGSIZE / 4))

#define ABSENT               UINT32_MAX
#define STATE(value, rights) ((value) << PGSHIFT | (rights))

/* What the child says of each place. */
#define SEEN(i) SHARED[i]

/* What it is told to do first. */
enum task { NOTHING, MAP, FORK, OWN };

static void
map_otherwise(void)
{
	const envid_t self = thisenv->env_id;

	CHECK_RESULT(
		sys_page_map(self, (void *)PLACE(RIGHTS), self, (void *)PLACE(RIGHTS), READ_ONLY),
		0);
	CHECK_RESULT(sys_page_unmap(0, (void *)PLACE(AGAIN)), 0);
	CHECK_RESULT(sys_page_alloc(0, (void *)PLACE(AGAIN), READ_WRITE), 0);
	CHECK_RESULT(sys_page_alloc(0, PAGE_A, READ_WRITE), 0);
	*(uint32_t *)PAGE_A = 7;
	CHECK_RESULT(sys_page_map(self, PAGE_A, self, (void *)PLACE(ANOTHER), READ_WRITE), 0);
	CHECK_RESULT(sys_page_unmap(0, PAGE_A), 0);
	CHECK_RESULT(sys_page_unmap(0, (void *)PLACE(GONE)), 0);
	CHECK_RESULT(sys_page_alloc(0, (void *)PLACE(NEW), READ_WRITE), 0);
}

static void
fork_one(void)
{
	const envid_t other = checked_fork();

	if (other == 0)
		await();
	CHECK_RESULT(sys_env_set_bound(other, ENV_BOUND), 0);
}

static void
own_each(void)
{
	for (unsigned i = 0; i < PLACES; i++)
		if (i != NEW)
			CHECK_RESULT(sys_page_own(0, (void *)PLACE(i)), 0);
}

static void
change_when_told(void)
{
	static void (*const tasks[])(
		void) = { [MAP] = map_otherwise, [FORK] = fork_one, [OWN] = own_each };

	for (unsigned i = 0; i < PLACES; i++) {
		CHECK_RESULT(sys_page_alloc(0, BESIDE(i), READ_WRITE), 0);
		if (i == NEW)
			continue;
		CHECK_RESULT(sys_page_alloc(0, (void *)PLACE(i), READ_WRITE), 0);
		*PLACE(i) = i + 1;
	}
	for (;;) {
		const uint32_t task = await();

		if (task != NOTHING)
			tasks[task]();
		for (unsigned i = 0; i < PLACES; i++)
			SEEN(i) = is_mapped((void *)PLACE(i))
					  ? STATE(*PLACE(i), (uint32_t)uvpt[PGNUM(PLACE(i))] &
								     (PTE_W | PTE_AVAIL))
					  : ABSENT;
	}
}

static void
check_seen(const uint32_t *expected)
{
	for (unsigned i = 0; i < PLACES; i++)
		CHECK_RESULT((int)SEEN(i), (int)expected[i]);
}

static void
check_back(envid_t child, const struct checkpoint *checkpoint, const uint32_t *expected)
{
	put_back(child, checkpoint);
	wait_until_blocked(child);
	tell(child, NOTHING);
	check_seen(expected);
}

/* The result is how many pages were saved for it. */
static uint32_t
check_change(envid_t child, enum task task, const uint32_t *before, const uint32_t *after)
{
	struct checkpoint *first = take(child), *second;
	uint32_t saved;

	wait_until_blocked(child);
	tell(child, task);
	check_seen(after);
	/* Without one that knows of the change. */
	check_back(child, first, before);
	tell(child, task);
	second = take(child);
	wait_until_blocked(child);
	saved = checkpoint_pages_saved(second);
	check_back(child, first, before);
	check_back(child, second, after);
	checkpoint_release(first);
	checkpoint_release(second);
	return saved;
}

void
umain(int argc, char **argv)
{
	static const uint32_t first[PLACES] = { STATE(1, PTE_W), STATE(2, PTE_W), STATE(3, PTE_W),
						STATE(4, PTE_W), ABSENT };
	static const uint32_t forked[PLACES] = { STATE(1, PTE_COW), STATE(2, PTE_COW),
						 STATE(3, PTE_COW), STATE(4, PTE_COW), ABSENT };
	static const uint32_t mapped[PLACES] = { STATE(1, 0), STATE(0, PTE_W), STATE(7, PTE_W),
						 ABSENT, STATE(0, PTE_W) };
	envid_t child;

	USED(argc);
	USED(argv);
	make_shared_page();
	child = start(change_when_told);
	check_change(child, FORK, first, forked);
	check_change(child, OWN, forked, first);
	/* Those which are there and have changed, the page we share, the child's stack and data. */
	CHECK(check_change(child, MAP, first, mapped) - (PLACES - 1) <= 3);
	end(child);
	passed();
}
