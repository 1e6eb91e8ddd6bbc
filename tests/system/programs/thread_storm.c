/*
 * Threads that exclude each other, wait to be told and give up waiting, as
 * many and as fast as they can.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#include <exo/mutex.h>
#include <exo/thread.h>
#include <stdlib.h>

#define THREADS 8
#define TURNS   500
#define SLOTS   3

static struct mutex mutex;
static struct condition filled, emptied, never;

/* Under the mutex. */
static volatile uint32_t counter;
static uint32_t queue[SLOTS], queued, timed_out, open;
static uint64_t taken;

/* What body does in each of THREADS at once. */
static void
run(void *(*body)(void *))
{
	struct thread *threads[THREADS];
	uint32_t numbers[THREADS];

	for (uint32_t i = 0; i < THREADS; i++) {
		numbers[i] = i;
		CHECK_RESULT(thread_create(&threads[i], body, &numbers[i]), 0);
	}
	for (uint32_t i = 0; i < THREADS; i++) {
		void *result = NULL;

		CHECK_RESULT(thread_join(threads[i], &result), 0);
		CHECK(result == &numbers[i]);
	}
}

/* A sum made in two steps, at times with others in between. */
static void *
count(void *number)
{
	for (uint32_t i = 0; i < TURNS; i++) {
		if (i % 3 != 0 || !mutex_try(&mutex))
			mutex_lock(&mutex);
		const uint32_t seen = counter;

		if (i % 16 == *(uint32_t *)number)
			sys_yield();
		counter = seen + 1;
		mutex_unlock(&mutex);
	}
	return number;
}

static void
put(uint32_t what)
{
	mutex_lock(&mutex);
	while (queued == SLOTS)
		condition_wait(&emptied, &mutex);
	queue[queued++] = what;
	condition_signal(&filled);
	mutex_unlock(&mutex);
}

static void
take(void)
{
	mutex_lock(&mutex);
	while (queued == 0)
		condition_wait(&filled, &mutex);
	taken += queue[--queued];
	condition_signal(&emptied);
	mutex_unlock(&mutex);
}

static void *
produce_or_consume(void *number)
{
	for (uint32_t i = 1; i <= TURNS; i++)
		*(uint32_t *)number % 2 ? put(i) : take();
	return number;
}

/* Nobody tells them; then somebody opens, and all of them go. */
static void *
wait_in_vain(void *number)
{
	const uint64_t until_ns = now_ns() + (1 + *(uint32_t *)number) * 500000;

	mutex_lock(&mutex);
	CHECK_RESULT(condition_wait_until(&never, &mutex, until_ns), -E_TIMEOUT);
	CHECK(now_ns() >= until_ns && !mutex_try(&mutex));
	timed_out++;
	if (timed_out == THREADS) {
		open = 1;
		condition_broadcast(&filled);
	}
	while (!open)
		condition_wait(&filled, &mutex);
	mutex_unlock(&mutex);
	return number;
}

/* Some give up just when they are told. What is told is taken once. */
static void *
give_up(void *number)
{
	uint32_t mine = 0;

	for (uint32_t i = 0; i < TURNS / 4; i++) {
		mutex_lock(&mutex);
		if (*(uint32_t *)number % 2) {
			counter++;
			condition_signal(&filled);
		} else {
			const uint64_t until_ns = now_ns() + (i * 7919) % 200000;

			while (counter == 0 && condition_wait_until(&filled, &mutex, until_ns) == 0)
				;
			if (counter > 0) {
				counter--;
				mine++;
			}
		}
		mutex_unlock(&mutex);
	}
	mutex_lock(&mutex);
	taken += mine;
	mutex_unlock(&mutex);
	return number;
}

static void *
nothing(void *number)
{
	return number;
}

/* Heap and output of all at once. */
static void *
allocate(void *number)
{
	uint32_t *blocks[8] = { NULL };

	for (uint32_t i = 0; i < TURNS; i++) {
		uint32_t **block = &blocks[i % 8];

		CHECK(*block == NULL || **block == i - 8 + *(uint32_t *)number * 100000);
		free(*block);
		*block = malloc(4 + i * 37 % 300);
		CHECK(*block != NULL);
		**block = i + *(uint32_t *)number * 100000;
		if (i % 100 == 0)
			printf("%u at %u\n", *(uint32_t *)number, i);
	}
	for (uint32_t i = 0; i < 8; i++)
		free(blocks[i]);
	return number;
}

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	for (int round = 0; round < 2; round++) {
		run(count);
		CHECK_RESULT((int)counter, THREADS * TURNS);
		counter = 0;
	}
	run(produce_or_consume);
	CHECK(queued == 0 && taken == THREADS / 2 * (uint64_t)TURNS * (TURNS + 1) / 2);
	run(wait_in_vain);
	taken = 0;
	run(give_up);
	CHECK_RESULT((int)(taken + counter), THREADS / 2 * (TURNS / 4));
	run(allocate);
	for (int i = 0; i < 20; i++)
		run(nothing);
	CHECK(mutex_try(&mutex));
	CHECK(filled.waiting == 0 && emptied.waiting == 0 && never.waiting == 0);
	passed();
}
