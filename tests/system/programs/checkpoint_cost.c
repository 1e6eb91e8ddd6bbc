/*
 * What a checkpoint takes grows by the pages written since the last one:
 * memory exactly, time by the same for each page; and by hardly anything for
 * those that are mapped. To be run where instructions are counted.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#include <exo/checkpoint.h>

#define REGION      ((char *)0x20000000)
#define CHILD_PAGES 1024u
#define MORE_PAGES  3072u /* which it maps later */
#define TAKEN       4u    /* at each number of pages */

/* Instructions for a page mapped and not written to: its bits are gathered. */
#define MAPPED_MAX 14

/* Pages that malloc may take for what the library notes of a checkpoint. */
#define NOTES_MAX 6

static struct keeper *keeper;

/* Write to as many pages as each message says, mapping those that are not there yet. */
static void
write_when_told(void)
{
	/* On the stack, of which a page is written each time, too. */
	volatile uint32_t pages = CHILD_PAGES;
	uint32_t mapped = 0;

	for (;;) {
		for (; mapped < pages; mapped++)
			CHECK_RESULT(sys_page_alloc(0, REGION + mapped * PGSIZE, READ_WRITE), 0);
		for (uint32_t i = 0; i < pages; i++)
			REGION[i * PGSIZE]++;
		pages = (uint32_t)ipc_recv(NULL, NULL, NULL);
	}
}

/* Take a checkpoint, and tell what that took. */
static struct checkpoint *
take(envid_t child, uint32_t *pages, uint64_t *instructions)
{
	struct checkpoint *checkpoint;
	const uint32_t free_before = free_pages();
	const uint64_t start = now_ns();

	CHECK_RESULT(checkpoint_take(keeper, &checkpoint), 0);
	*instructions = now_ns() - start;
	*pages = free_before - free_pages();
	CHECK_RESULT(sys_env_set_status(child, ENV_RUNNABLE), 0);
	wait_until_blocked(child);
	return checkpoint;
}

/* The least that a checkpoint takes after so many pages were written to. */
static uint64_t
cost_of(envid_t child, uint32_t written)
{
	struct checkpoint *taken[TAKEN];
	uint64_t least = UINT64_MAX;

	for (unsigned i = 0; i < TAKEN; i++) {
		uint64_t instructions;
		uint32_t pages;

		ipc_send(child, written, NULL, 0);
		wait_until_blocked(child);
		taken[i] = take(child, &pages, &instructions);
		/* The first takes the place of what its keeper knows, which then nobody needs. */
		if (i == 0)
			continue;
		/*
		 * A page for each, and for the child's stack if the way into its call writes there; all others
		 * are those of the checkpoint before.
		 */
		CHECK(checkpoint_pages_saved(taken[i]) - written <= 1);
		CHECK(checkpoint_pages(taken[i]) > CHILD_PAGES);
		CHECK(pages >= written && pages <= written + 1 + NOTES_MAX);
		if (instructions < least)
			least = instructions;
	}
	for (unsigned i = 0; i < TAKEN; i++)
		checkpoint_release(taken[i]);
	return least;
}

static bool
is_about(uint64_t value, uint64_t expected)
{
	return value * 4 >= expected * 3 && value * 3 <= expected * 4;
}

void
umain(int argc, char **argv)
{
	struct checkpoint *first;
	uint64_t cost_first, cost_0, cost_16, cost_64, cost_256, cost_more, more_0;
	uint32_t pages;
	envid_t child;

	USED(argc);
	USED(argv);
	child = checked_fork();
	if (child == 0)
		write_when_told();
	wait_until_blocked(child);
	CHECK_RESULT(keeper_open(child, &keeper), 0);
	first = take(child, &pages, &cost_first);
	CHECK(pages > CHILD_PAGES && pages < checkpoint_pages(first));
	cost_0 = cost_of(child, 0);
	cost_16 = cost_of(child, 16);
	cost_64 = cost_of(child, 64);
	cost_256 = cost_of(child, 256);
	ipc_send(child, CHILD_PAGES + MORE_PAGES, NULL, 0);
	wait_until_blocked(child);
	checkpoint_release(take(child, &pages, &cost_more));
	more_0 = cost_of(child, 0);
	cprintf("first %llu, then %llu, %llu with 16, %llu with 64, %llu with 256\n", cost_first,
		cost_0, cost_16, cost_64, cost_256);
	cprintf("%llu with more mapped\n", more_0);
	CHECK(cost_0 * 8 < cost_first);
	CHECK(is_about((cost_64 - cost_16) / 48, (cost_256 - cost_64) / 192));
	CHECK(is_about((cost_256 - cost_0) / 256, cost_first / CHILD_PAGES));
	CHECK(more_0 - cost_0 < MAPPED_MAX * MORE_PAGES);
	checkpoint_release(first);
	keeper_close(keeper);
	end_and_wait(child);
	passed();
}
