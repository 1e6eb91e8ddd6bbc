/*
 * Many environments sleep at once, until times that keep the kernel's heap of
 * sleepers moving on every CPU, while their parent ends some of them.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#define ROUNDS   25
#define CHILDREN 30
#define SLEEPS   40

/* SHARED[i] counts the sleeps that child i has come back from. */

static uint32_t
next_random(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

static void
sleep_again_and_again(int child, uint32_t seed)
{
	for (int i = 0; i < SLEEPS; i++) {
		const uint64_t until = now_ns() + next_random(&seed) % 400000;

		CHECK_RESULT(sys_sleep_until((uint32_t)until, (uint32_t)(until >> 32)), 0);
		CHECK(now_ns() >= until);
		SHARED[child]++;
	}
}

static void
round(unsigned turn)
{
	envid_t children[CHILDREN];

	for (int i = 0; i < CHILDREN; i++) {
		SHARED[i] = 0;
		children[i] = checked_fork();
		if (children[i] == 0) {
			sleep_again_and_again(i, turn * 1000 + (uint32_t)i);
			exit();
		}
	}
	/* All but every third are ended in the midst of it; the others must not notice. */
	for (int i = 0; i < CHILDREN; i++)
		if (i % 3 != 0)
			sys_env_destroy(children[i]);
	for (int i = 0; i < CHILDREN; i++)
		wait(children[i]);
	for (int i = 0; i < CHILDREN; i++)
		CHECK(i % 3 != 0 || SHARED[i] == SLEEPS);
}

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	make_shared_page();
	run_rounds(ROUNDS, round);
	passed();
}
