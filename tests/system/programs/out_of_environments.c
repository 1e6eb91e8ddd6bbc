/*
 * Makes as many children as there can be: the next one is an error, and
 * after their end there is as much memory as before.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#define TURNS 100

static envid_t children[NENV];

static size_t
make_children(void)
{
	size_t count = 0;

	for (;;) {
		envid_t child = sys_exofork();

		if (child < 0) {
			CHECK_RESULT(child, -E_NO_FREE_ENV);
			return count;
		}
		CHECK(count < NENV);
		children[count++] = child;
	}
}

/* On whichever CPU it ends: who knows of it can have its slot at once. */
static void
fork_and_wait(void)
{
	const envid_t child = checked_fork();

	if (child == 0)
		exit();
	wait(child);
}

void
umain(int argc, char **argv)
{
	uint32_t free_before;
	size_t count;

	USED(argc);
	USED(argv);
	memset(children, 0, sizeof(children));
	fork_and_wait(); /* what of this program's own a fork shares or copies, it has by then */
	free_before = free_pages();
	count = make_children();
	/* Not all: whoever started us has one too. */
	CHECK(count > NENV - 8);
	CHECK_RESULT(sys_exofork(), -E_NO_FREE_ENV);

	/* One ends, and just one more can be made, under a new id. */
	end_and_wait(children[0]);
	children[0] = sys_exofork();
	CHECK(children[0] > 0);
	CHECK_RESULT(sys_exofork(), -E_NO_FREE_ENV);

	end_and_wait(children[0]);
	for (unsigned turn = 0; turn < TURNS; turn++)
		fork_and_wait();
	children[0] = sys_exofork();

	for (size_t i = 0; i < count; i++)
		CHECK_RESULT(sys_env_destroy(children[i]), 0);
	for (size_t i = 0; i < count; i++)
		wait(children[i]);
	CHECK(free_pages() == free_before);
	passed();
}
