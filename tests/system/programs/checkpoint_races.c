/*
 * Checkpoints of a child that runs on other CPUs, ends in the middle of one,
 * is started by somebody else meanwhile, or loses its keeper: an error to who
 * asked, and never a child that is half one thing and half another.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#include <libc/exo/checkpoint.h>

#define ROUNDS 15
#define PAGES  8
#define KEPT   4 /* checkpoints at a time */

/* What else happens in a round. */
enum { NOTHING, STARTS, KEEPER_ENDS, KINDS };

/* Pages of the child's own, with the same word in each. */
static volatile uint32_t words[PAGES][PGSIZE / 4] __attribute__((aligned(PGSIZE)));

#define CHILD    SHARED[0]
#define TAKEN    SHARED[1]
#define RESTORED SHARED[2]

static uint32_t seed = 1;

static uint32_t
random_below(uint32_t limit)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % limit;
}

/* Count in all pages, one after the other, until a point of time that is in every checkpoint. */
static _Noreturn void
count(uint64_t end_ns)
{
	while (now_ns() < end_ns)
		for (unsigned i = 0; i < PAGES; i++) {
			CHECK(i == 0 || words[i][0] + 1 == words[i - 1][0]);
			words[i][0]++;
		}
	exit();
}

/* Is what was saved of the words of one moment? */
static void
check_moment(const struct checkpoint *checkpoint)
{
	uint32_t index = 0, first = 0, last = 0;

	for (unsigned i = 0; i < PAGES; i++) {
		const uintptr_t va = (uintptr_t)words[i];
		const struct kept_page *page =
			span_page(image_find(checkpoint->image, &index, span_start(va)), va);
		const uint32_t word = *(const uint32_t *)slot_address(page->slot);

		if (i == 0)
			first = last = word;
		CHECK(word == last || (last == first && word + 1 == first));
		last = word;
	}
}

/* What a call may give about one that others start and that ends; false: it has ended. */
static bool
goes_on(int error)
{
	CHECK(error == 0 || error == -E_INVAL || error == -E_BAD_ENV);
	return error != -E_BAD_ENV;
}

/*
 * Take checkpoints, and go back to some, until it has ended. Not if others
 * start it: in the middle of a restore it would be neither one nor the other.
 */
static void
keep(envid_t child, bool others_start_it)
{
	struct checkpoint *kept[KEPT] = { NULL };
	struct keeper *keeper;
	bool there = true;

	CHECK_RESULT(keeper_open(child, &keeper), 0);
	while (there) {
		struct checkpoint **slot = &kept[random_below(KEPT)];
		struct checkpoint *taken;
		int error;

		if (*slot == NULL || others_start_it || random_below(2) == 0) {
			error = checkpoint_take(keeper, &taken);
			if (error == 0) {
				check_moment(taken);
				if (*slot != NULL)
					checkpoint_release(*slot);
				*slot = taken;
				TAKEN++;
			}
		} else {
			error = checkpoint_restore(keeper, *slot);
			RESTORED += error == 0;
		}
		there = goes_on(error) && goes_on(sys_env_set_status(child, ENV_RUNNABLE));
		for (uint32_t turns = random_below(4); turns > 0; turns--)
			sys_yield();
	}
	for (unsigned i = 0; i < KEPT; i++)
		if (kept[i] != NULL)
			checkpoint_release(kept[i]);
	keeper_close(keeper);
}

static envid_t
start_keeper(unsigned kind, uint64_t end_ns)
{
	envid_t keeper;

	CHILD = 0;
	keeper = checked_fork();
	if (keeper == 0) {
		const envid_t child = checked_fork();

		if (child == 0)
			count(end_ns);
		CHILD = (uint32_t)child;
		keep(child, kind == STARTS);
		exit();
	}
	while (CHILD == 0)
		sys_yield();
	return keeper;
}

static void
race(unsigned kind)
{
	const uint64_t end_ns = now_ns() + (20 + random_below(40)) * 1000000;
	const envid_t keeper = start_keeper(kind, end_ns);
	const envid_t child = (envid_t)CHILD;

	if (kind == STARTS)
		while (now_ns() < end_ns &&
		       goes_on(sys_env_set_status(child, random_below(2) ? ENV_RUNNABLE
									 : ENV_NOT_RUNNABLE)))
			for (uint32_t turns = random_below(4); turns > 0; turns--)
				sys_yield();
	if (kind == KEEPER_ENDS) {
		while (now_ns() < end_ns - 5000000)
			sys_yield();
		goes_on(sys_env_destroy(keeper));
	}
	wait(keeper);
	/* Its child is ours from then on, and perhaps stopped. */
	goes_on(sys_env_destroy(child));
	wait(child);
}

void
umain(int argc, char **argv)
{
	uint32_t free_before = 0;

	USED(argc);
	USED(argv);
	make_shared_page();
	/* A busy host may let so little happen that nothing has been gone back to by then. */
	for (unsigned round = 0; round < ROUNDS || RESTORED == 0; round++) {
		seed += round;
		race(round % KINDS);
		if (round < KINDS)
			free_before = free_pages();
	}
	CHECK_RESULT((int)free_pages(), (int)free_before);
	cprintf("%u checkpoints taken, %u gone back to\n", TAKEN, RESTORED);
	passed();
}
