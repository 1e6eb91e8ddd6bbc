/*
 * What becomes of the children of one that ends: they are its parent's from
 * then on, or end with it if they are bound to it, and so do theirs. Whoever
 * waits for its end sees all of their memory returned.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#define CHILDREN      40 /* more than are dealt with at once */
#define DEPTH         3
#define ROUNDS        6
#define LEAVING       4
#define LEAVING_TURNS 50
#define GENERATIONS   8

/* Ids of environments that others are to find, and a word that those which run count up. */
#define ID(i)   SHARED[i]
#define COUNTER SHARED[PGSIZE / 8]

static void
count_for_ever(void)
{
	for (;;)
		COUNTER++;
}

static void
wait_for_ever(void)
{
	for (;;)
		sys_ipc_recv((void *)UTOP);
}

/* A child makes others, waiting and running ones, tells their ids, and lasts. */
static envid_t
start_parent(int children, bool bound)
{
	const envid_t parent = checked_fork();

	if (parent == 0) {
		for (int i = 0; i < children; i++) {
			const envid_t child = checked_fork();

			if (child == 0)
				i % 16 == 0 ? count_for_ever() : wait_for_ever();
			if (bound)
				CHECK_RESULT(sys_env_set_bound(child, 1), 0);
			ID(i + 1) = (uint32_t)child;
		}
		ID(0) = (uint32_t)sys_getenvid();
		wait_for_ever();
	}
	while (ID(0) != (uint32_t)parent)
		sys_yield();
	return parent;
}

/* The children of one that has ended are ours: nobody could end them otherwise. */
static void
adopt(void)
{
	const envid_t parent = start_parent(CHILDREN, false);

	CHECK_RESULT(sys_env_destroy((envid_t)ID(1)), -E_BAD_ENV);
	end_and_wait(parent);
	for (int i = 1; i <= CHILDREN; i++) {
		const envid_t child = (envid_t)ID(i);

		CHECK(!has_ended(child) && envs[ENVX(child)].env_parent_id == sys_getenvid());
		end_and_wait(child);
	}
}

/* Bound ones end with it, and when its end is known nothing of them is left. */
static void
end_bound(void)
{
	const envid_t parent = start_parent(CHILDREN, true);
	const uint32_t free_before = free_pages();

	end_and_wait(parent);
	for (int i = 0; i <= CHILDREN; i++)
		CHECK(has_ended((envid_t)ID(i)));
	CHECK(free_pages() > free_before + CHILDREN);
	check_standstill(&COUNTER);
}

/* What a bound one makes is bound to it: all of a tree ends with its root. */
static void
grow(void)
{
	for (int place = 1;;) {
		int i = 0;

		ID(place) = (uint32_t)sys_getenvid();
		if (place >= 1 << DEPTH)
			count_for_ever();
		while (i < 2 && checked_fork() != 0)
			i++;
		if (i == 2)
			wait_for_ever();
		place = 2 * place + i;
	}
}

static void
end_tree(void)
{
	const int places = 2 << DEPTH;
	envid_t root;

	for (int place = 1; place < places; place++)
		ID(place) = 0;
	root = checked_fork();
	if (root == 0) {
		const envid_t top = checked_fork();

		if (top == 0) {
			CHECK_RESULT(sys_env_set_bound(0, 1), 0);
			grow();
		}
		wait_for_ever();
	}
	for (int place = 1; place < places; place++)
		while (ID(place) == 0)
			sys_yield();
	end_and_wait(root);
	for (int place = 1; place < places; place++)
		CHECK(has_ended((envid_t)ID(place)));
	check_standstill(&COUNTER);
}

static bool
is_gone(envid_t env)
{
	return envs[ENVX(env)].env_id != env || envs[ENVX(env)].env_status == ENV_FREE;
}

/* Bound ones that end of themselves just then are gone, too, when their parent is; others are not bound. */
static void
end_leaving(void)
{
	for (int turn = 0; turn < LEAVING_TURNS; turn++) {
		const envid_t parent = checked_fork();

		if (parent == 0) {
			for (int i = 1; i <= LEAVING; i++) {
				const envid_t child = checked_fork();

				if (child == 0)
					exit();
				if (i % 2 == 0)
					sys_env_set_bound(child, 1); /* unless it has ended */
				ID(i) = (uint32_t)child;
			}
			exit();
		}
		wait(parent);
		for (int i = 2; i <= LEAVING; i += 2)
			CHECK(is_gone((envid_t)ID(i)));
		for (int i = 1; i <= LEAVING; i += 2)
			wait((envid_t)ID(i));
	}
}

/* Of a line of descent each ends as the next begins; the last ones are ours, or will be. */
static void
end_generations(unsigned round)
{
	envid_t first;

	COUNTER = 0;
	first = checked_fork();
	if (first == 0) {
		for (unsigned i = 1; i < GENERATIONS && checked_fork() == 0; i++)
			;
		for (unsigned turn = 0; turn < round; turn++)
			sys_yield();
		__sync_fetch_and_add(&COUNTER, 1);
		exit();
	}
	while (COUNTER != GENERATIONS)
		sys_yield();
	for (size_t i = 0; i < NENV; i++)
		while (envs[i].env_status != ENV_FREE && envs[i].env_id != sys_getenvid())
			sys_yield();
}

/* A child that has never run ends with who made it, and is waited for; one that has is passed on. */
static void
end_half_made(void)
{
	const envid_t parent = checked_fork();

	if (parent == 0) {
		for (int i = 1; i <= CHILDREN; i++)
			ID(i) = (uint32_t)(i % 2 ? sys_exofork() : sys_env_create());
		exit(); /* all of them do, if they ever run */
	}
	wait(parent);
	for (int i = 1; i <= CHILDREN; i++)
		CHECK(has_ended((envid_t)ID(i)));
}

/*
 * Threads, which make threads in turn, outlive who made them, but not the first
 * that is none; and so with what is bound to them.
 */
static void
end_threads(void)
{
	envid_t first;
	int level = 0;

	for (int i = 1; i < GENERATIONS; i++)
		ID(i) = 0;
	first = checked_fork();
	if (first == 0) {
		for (int i = 1; i < GENERATIONS && level == i - 1; i++) {
			const envid_t child = checked_fork();

			if (child == 0) {
				level = i;
				while (ID(i) == 0) /* it is not bound yet */
					sys_yield();
				continue;
			}
			CHECK_RESULT(sys_env_set_bound(child, i % 2 ? ENV_THREAD : ENV_BOUND), 0);
			ID(i) = (uint32_t)child;
			if (i == GENERATIONS - 1)
				COUNTER = 1;
		}
		if (level == 1)
			exit();
		wait_for_ever();
	}
	while (COUNTER != 1 || !has_ended((envid_t)ID(1)))
		sys_yield();
	for (int i = 2; i < GENERATIONS; i++)
		CHECK(!has_ended((envid_t)ID(i)));
	end_and_wait(first);
	for (int i = 2; i < GENERATIONS; i++)
		CHECK(has_ended((envid_t)ID(i)));
}

static void
refuse(void)
{
	const envid_t me = sys_getenvid(), child = checked_fork();

	if (child == 0) {
		CHECK_RESULT(sys_env_set_bound(0, 1), 0);
		CHECK_RESULT(sys_env_set_bound(0, ENV_UNBOUND), -E_BAD_ENV);
		CHECK_RESULT(sys_env_set_bound(0, ENV_THREAD), -E_BAD_ENV);
		CHECK_RESULT(sys_env_set_bound(me, 1), -E_BAD_ENV);
		exit();
	}
	CHECK_RESULT(sys_env_set_bound(child, ENV_THREAD + 1), -E_INVAL);
	wait(child);
	CHECK_RESULT(sys_env_set_bound(child, 1), -E_BAD_ENV);
}

static void
round(unsigned turn)
{
	adopt();
	end_bound();
	end_tree();
	end_leaving();
	end_generations(turn);
	end_half_made();
	COUNTER = 0;
	end_threads();
	refuse();
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
