/*
 * Memory runs out at every step of taking a checkpoint, going back to it,
 * reading it from bytes, and starting another from it: that is an error, the
 * child is as it was, and nothing is lost.
 *
 * SPDX-License-Identifier: MIT
 */
#include "hoard.h"

#include <abi/state.h>
#include <exo/checkpoint.h>
#include <stdlib.h>

/* The child's pages, in two page tables; and what it unmaps, and maps anew elsewhere. */
#define PAGES   40
#define PAGE(i) ((volatile uint32_t *)(0xD0000000 + PTSIZE - PGSIZE * PAGES / 2 + (i)*PGSIZE))
#define GONE    ((volatile uint32_t *)0xD8000000)
#define NEW     ((volatile uint32_t *)0xDA000000)
#define PROBE   ((volatile uint32_t *)0xDC000000)

static struct keeper *keeper;
static struct checkpoint *checkpoint, *other;
static void *bytes;
static size_t size_bytes;
static envid_t child, started, fresh;
static struct keeper *fresh_keeper;
static struct EnvState before, after;

static void
write_when_told(void)
{
	CHECK_RESULT(sys_page_alloc(0, (void *)GONE, READ_WRITE), 0);
	for (int i = 0; i < PAGES; i++)
		CHECK_RESULT(sys_page_alloc(0, (void *)PAGE(i), READ_WRITE), 0);
	for (;;) {
		const uint32_t value = (uint32_t)ipc_recv(NULL, NULL, NULL);

		for (int i = 0; i < PAGES; i++)
			*PAGE(i) = value;
		if (value == 2) {
			CHECK_RESULT(sys_page_unmap(0, (void *)GONE), 0);
			CHECK_RESULT(sys_page_alloc(0, (void *)NEW, READ_WRITE), 0);
		}
	}
}

static void
tell(envid_t env, uint32_t value)
{
	ipc_send(env, value, NULL, 0);
	wait_until_blocked(env);
}

/* What env, which waits, has at va; or -1. */
static int
word_of(envid_t env, volatile uint32_t *va)
{
	int word;

	if (sys_page_map(env, (void *)va, 0, (void *)PROBE, READ_ONLY) < 0)
		return -1;
	word = (int)*PROBE;
	CHECK_RESULT(sys_page_unmap(0, (void *)PROBE), 0);
	return word;
}

/* Is env as it is when it has been told this value? */
static void
check_memory(envid_t env, uint32_t value)
{
	for (int i = 0; i < PAGES; i++)
		CHECK_RESULT(word_of(env, PAGE(i)), (int)value);
	CHECK_RESULT(word_of(env, GONE), value == 2 ? -1 : 0);
	CHECK_RESULT(word_of(env, NEW), value == 2 ? 0 : -1);
}

static unsigned
children(void)
{
	unsigned count = 0;

	for (size_t i = 0; i < NENV; i++)
		count += envs[i].env_status > ENV_DYING && envs[i].env_parent_id == sys_getenvid();
	return count;
}

/* Keeping, too, begins anew each time, so that nothing that was done before helps. */
static int
take(void)
{
	int error = keeper_open(child, &keeper);

	if (error < 0)
		return error;
	error = checkpoint_take(keeper, &checkpoint);
	if (error < 0)
		keeper_close(keeper);
	return error;
}

static int
put_back(void)
{
	return checkpoint_restore(keeper, checkpoint);
}

/* Into an environment with nothing in it, not even page tables. */
static int
put_into_fresh(void)
{
	return checkpoint_restore(fresh_keeper, other);
}

static int
load(void)
{
	return checkpoint_load(bytes, size_bytes, &other);
}

static int
start(void)
{
	const envid_t env = checkpoint_start(other);

	if (env < 0)
		return env;
	started = env;
	return 0;
}

/* What fork made copy-on-write is to be ours when it matters: a write of ours must not be what fails. */
static bool rehearsing;

/* Do it with more and more free pages until it works; the child has been told value. */
static void
do_until_it_works(int (*step)(void), uint32_t value)
{
	struct PageList pages;
	unsigned failures = 0;
	int error;

	if (rehearsing) {
		CHECK_RESULT(step(), 0);
		CHECK_RESULT(sys_env_set_status(child, ENV_RUNNABLE), 0);
		return;
	}
	CHECK_RESULT(sys_env_set_status(child, ENV_NOT_RUNNABLE), 0);
	CHECK_RESULT(sys_env_get_state(child, &before), 0);
	take_all();
	while ((error = step()) < 0) {
		CHECK_RESULT(error, -E_NO_MEM);
		CHECK_RESULT(sys_env_get_state(child, &after), 0);
		CHECK(memcmp(&before, &after, sizeof(before)) == 0);
		check_memory(child, value);
		CHECK_RESULT((int)children(), 2);
		CHECK_RESULT(sys_env_pages(fresh, 0, &pages), 0);
		CHECK_RESULT((int)pages.count, 0);
		failures++;
		give_back_one();
	}
	give_back_all();
	CHECK(failures > 2);
	CHECK_RESULT(sys_env_set_status(child, ENV_RUNNABLE), 0);
}

static void
end(envid_t env)
{
	end_and_wait(env);
}

static void
do_each(void)
{
	fresh = sys_env_create();
	CHECK_RESULT(keeper_open(fresh, &fresh_keeper), 0);
	tell(child, 1);
	check_memory(child, 1);
	do_until_it_works(take, 1);
	check_memory(child, 1);

	tell(child, 2);
	check_memory(child, 2);
	do_until_it_works(put_back, 2);
	check_memory(child, 1);
	tell(child, 3);

	size_bytes = checkpoint_size_bytes(checkpoint);
	bytes = malloc(size_bytes);
	CHECK(bytes != NULL);
	checkpoint_store(checkpoint, bytes);
	do_until_it_works(load, 3);
	do_until_it_works(start, 3);
	check_memory(started, 1);
	CHECK_RESULT(sys_env_set_status(started, ENV_RUNNABLE), 0);
	tell(started, 2);
	check_memory(started, 2);
	check_memory(child, 3);

	end(started);
	do_until_it_works(put_into_fresh, 3);
	check_memory(fresh, 1);

	end(fresh);
	keeper_close(fresh_keeper);
	free(bytes);
	checkpoint_release(other);
	checkpoint_release(checkpoint);
	keeper_close(keeper);
}

static void
run_out_in_each(void)
{
	child = checked_fork();
	if (child == 0)
		write_when_told();
	wait_until_blocked(child);
	rehearsing = true;
	do_each();
	rehearsing = false;
	do_each();
	end(child);
}

void
umain(int argc, char **argv)
{
	uint32_t free_before;

	USED(argc);
	USED(argv);
	run_out_in_each();
	/* By now every page table there will be is there. */
	free_before = free_pages();
	run_out_in_each();
	CHECK_RESULT((int)free_pages(), (int)free_before);
	passed();
}
