/*
 * Checkpoints of a child that waits and has written to 4 MiB: what the first argument says, after
 * it has written to as many pages again as the second says.
 *
 *	full      the first, which copies all that the child has written to
 *	next      another
 *	restore   back to the one before it wrote
 *	store     a checkpoint to bytes
 *	start     a new child from them
 *
 * SPDX-License-Identifier: MIT
 */
#include "bench.h"

#include <exo/checkpoint.h>
#include <stdlib.h>

#define CHILD_PAGES 1024
#define SLOW_ONES   100 /* repetitions of what takes a million instructions */

static envid_t child;
static struct keeper *keeper;

/* Answer each number with a write to so many pages; every page must be as this has left it. */
static void
write_when_told(void)
{
	uint32_t turn = 1, last = CHILD_PAGES;

	bench_fill(CHILD_PAGES);
	for (uint32_t page = 0; page < CHILD_PAGES; page++)
		REGION_WORD(page, 0) = turn;
	for (;;) {
		const uint32_t pages = (uint32_t)ipc_recv(NULL, NULL, NULL);

		for (uint32_t page = 0; page < last; page++)
			bench_require(REGION_WORD(page, 0) == turn);
		last = pages;
		turn++;
		for (uint32_t page = 0; page < pages; page++)
			REGION_WORD(page, 0) = turn;
	}
}

static void
wait_until_blocked(envid_t env)
{
	while (envs[ENVX(env)].env_status != ENV_NOT_RUNNABLE)
		sys_yield();
}

static void
have_written(uint32_t pages)
{
	ipc_send(child, pages, NULL, 0);
	wait_until_blocked(child);
}

static struct checkpoint *
take(void)
{
	struct checkpoint *checkpoint;
	const int error = checkpoint_take(keeper, &checkpoint);

	if (error < 0)
		panic("no checkpoint: %e", error);
	bench_require(sys_env_set_status(child, ENV_RUNNABLE) == 0);
	wait_until_blocked(child);
	return checkpoint;
}

static void
open(void)
{
	bench_require(keeper_open(child, &keeper) == 0);
}

static void
measure_full(uint32_t pages)
{
	for (uint32_t i = 0; i < SLOW_ONES; i++) {
		struct checkpoint *checkpoint;
		uint64_t start;

		have_written(pages);
		keeper_close(keeper);
		open();
		start = bench_now();
		bench_require(checkpoint_take(keeper, &checkpoint) == 0);
		bench_sample(bench_now() - start);
		bench_require(checkpoint_pages_saved(checkpoint) == checkpoint_pages(checkpoint));
		bench_require(checkpoint_pages(checkpoint) > CHILD_PAGES);
		bench_require(sys_env_set_status(child, ENV_RUNNABLE) == 0);
		wait_until_blocked(child);
		checkpoint_release(checkpoint);
	}
}

static void
measure_next(uint32_t pages)
{
	for (uint32_t i = 0; i < SLOW_ONES; i++) {
		struct checkpoint *checkpoint;
		uint64_t start;

		have_written(pages);
		start = bench_now();
		bench_require(checkpoint_take(keeper, &checkpoint) == 0);
		bench_sample(bench_now() - start);
		/* And its stack, if the way into its call writes there. */
		bench_require(checkpoint_pages_saved(checkpoint) - pages <= 1);
		bench_require(sys_env_set_status(child, ENV_RUNNABLE) == 0);
		wait_until_blocked(child);
		checkpoint_release(checkpoint);
	}
}

static void
measure_restore(uint32_t pages)
{
	struct checkpoint *checkpoint = take();

	for (uint32_t i = 0; i < SLOW_ONES; i++) {
		uint64_t start;

		have_written(pages);
		start = bench_now();
		bench_require(checkpoint_restore(keeper, checkpoint) == 0);
		bench_sample(bench_now() - start);
		bench_require(sys_env_set_status(child, ENV_RUNNABLE) == 0);
		wait_until_blocked(child);
	}
	checkpoint_release(checkpoint);
}

static void *
store(const struct checkpoint *checkpoint, size_t *size_bytes)
{
	void *bytes;

	*size_bytes = checkpoint_size_bytes(checkpoint);
	bytes = malloc(*size_bytes);
	bench_require(bytes != NULL);
	checkpoint_store(checkpoint, bytes);
	return bytes;
}

static void
measure_store(uint32_t pages)
{
	struct checkpoint *checkpoint;
	size_t size_bytes;

	have_written(pages);
	checkpoint = take();
	for (uint32_t i = 0; i < SLOW_ONES; i++) {
		const uint64_t start = bench_now();
		void *bytes = store(checkpoint, &size_bytes);

		bench_sample(bench_now() - start);
		bench_require(size_bytes > CHILD_PAGES * PGSIZE);
		free(bytes);
	}
	checkpoint_release(checkpoint);
}

static void
measure_start(uint32_t pages)
{
	struct checkpoint *checkpoint;
	size_t size_bytes;
	void *bytes;

	have_written(pages);
	checkpoint = take();
	bytes = store(checkpoint, &size_bytes);
	checkpoint_release(checkpoint);
	for (uint32_t i = 0; i < SLOW_ONES; i++) {
		const uint64_t start = bench_now();
		envid_t copy;

		bench_require(checkpoint_load(bytes, size_bytes, &checkpoint) == 0);
		copy = checkpoint_start(checkpoint);
		bench_sample(bench_now() - start);
		bench_require(copy > 0);
		checkpoint_release(checkpoint);
		/* It goes on where the other waits. */
		bench_require(sys_env_set_status(copy, ENV_RUNNABLE) == 0);
		ipc_send(copy, 0, NULL, 0);
		wait_until_blocked(copy);
		sys_env_destroy(copy);
		wait(copy);
	}
	free(bytes);
}

static const struct {
	const char *name;
	void (*measure)(uint32_t pages);
} kinds[] = {
	{ "full", measure_full },   { "next", measure_next },   { "restore", measure_restore },
	{ "store", measure_store }, { "start", measure_start },
};

void
umain(int argc, char **argv)
{
	const uint32_t pages = bench_argument(argc, argv, 2, 0);
	const char *wanted = argc > 1 ? argv[1] : "";

	child = fork();
	if (child == 0)
		write_when_told();
	bench_require(child > 0);
	wait_until_blocked(child);
	open();
	/* The first one is not meant, but of the full ones. */
	checkpoint_release(take());
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (strcmp(wanted, kinds[i].name) == 0)
			kinds[i].measure(pages);
	/* Nothing that was put back or looked at has harmed it. */
	have_written(pages);
	keeper_close(keeper);
	sys_env_destroy(child);
	wait(child);
	bench_report();
}
