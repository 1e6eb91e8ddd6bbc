/*
 * Many wait for words, wake each other, give up waiting and are ended, all at
 * once. One wake-up that is lost leaves somebody waiting for ever.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#include <exo/futex.h>

#define SHARERS 6
#define TURNS   400
#define VICTIMS 6
#define ROUNDS  20

static uint32_t words[SHARERS], lock, go, stop;
static volatile uint32_t counter;
static uint32_t woken, came_back, ready;
static envid_t sharers[SHARERS + VICTIMS];

static uint32_t
load(const uint32_t *word)
{
	return __atomic_load_n(word, __ATOMIC_SEQ_CST);
}

static void
store(uint32_t *word, uint32_t value)
{
	__atomic_store_n(word, value, __ATOMIC_SEQ_CST);
}

static void
add(uint32_t *word, uint32_t what)
{
	__atomic_fetch_add(word, what, __ATOMIC_SEQ_CST);
}

static void
start(unsigned number, void (*body)(unsigned number))
{
	const envid_t child = sfork();

	if (child == 0) {
		body(number);
		exit();
	}
	CHECK(child > 0);
	sharers[number] = child; /* not the result of sfork, which both would store */
}

static void
run(void (*body)(unsigned number))
{
	for (unsigned i = 0; i < SHARERS; i++)
		start(i, body);
	for (unsigned i = 0; i < SHARERS; i++)
		wait(sharers[i]);
}

/* Round and round: each waits until the one before it has had its turn, with nothing to make good a loss. */
static void
pass_on(unsigned number)
{
	uint32_t *const mine = &words[number], *const next = &words[(number + 1) % SHARERS];

	for (uint32_t turn = 0; turn < TURNS; turn++) {
		while (load(mine) == turn)
			futex_wait(mine, turn, NO_DEADLINE);
		CHECK(load(mine) == turn + 1);
		add(next, 1);
		CHECK(futex_wake(next, 1) >= 0);
	}
}

static void
check_ring(void)
{
	for (unsigned i = 0; i < SHARERS; i++)
		store(&words[i], i == 0); /* the first may begin */
	run(pass_on);
	CHECK(load(&words[0]) == TURNS + 1 && load(&words[1]) == TURNS);
}

/* 0 free, 1 locked, 2 locked and perhaps waited for. */
static void
take_lock(void)
{
	uint32_t expected = 0;

	if (__atomic_compare_exchange_n(&lock, &expected, 1, false, __ATOMIC_SEQ_CST,
					__ATOMIC_SEQ_CST))
		return;
	while (__atomic_exchange_n(&lock, 2, __ATOMIC_SEQ_CST) != 0)
		futex_wait(&lock, 2, NO_DEADLINE);
}

static void
give_lock(void)
{
	if (__atomic_exchange_n(&lock, 0, __ATOMIC_SEQ_CST) == 2)
		futex_wake(&lock, 1);
}

static void
count(unsigned number)
{
	for (uint32_t i = 0; i < TURNS; i++) {
		take_lock();
		const uint32_t seen = counter;

		if (i % 8 == number)
			sys_yield();
		counter = seen + 1;
		give_lock();
	}
}

/* Waits of all lengths; some are ended by a wake-up, some by time, none by both. */
static void
give_up(unsigned number)
{
	for (uint32_t i = 0; load(&stop) == 0; i++) {
		const uint64_t until_ns = now_ns() + (i * 7919 + number * 104729) % 300000;
		const int result = futex_wait(&go, 0, until_ns);

		if (result == 0)
			add(&came_back, 1);
		else
			CHECK(result == -E_TIMEOUT || result == -E_CHANGED);
	}
}

static void
check_give_up(void)
{
	store(&go, 0);
	store(&stop, 0);
	came_back = woken = 0;
	for (unsigned i = 0; i < SHARERS; i++)
		start(i, give_up);
	for (int i = 0; i < TURNS; i++) {
		const int result = futex_wake(&go, 1 + i % 3);

		CHECK(result >= 0 && result <= 1 + i % 3);
		woken += (uint32_t)result;
		if (i % 4 == 0)
			sys_yield();
		if (i % 50 == 0)
			sleep_ms(1);
	}
	store(&stop, 1);
	store(&go, 1);
	const int last = futex_wake(&go, UINT32_MAX);

	CHECK(last >= 0);
	woken += (uint32_t)last;
	for (unsigned i = 0; i < SHARERS; i++)
		wait(sharers[i]);
	CHECK_RESULT((int)came_back, (int)woken);
}

/* Wait and wake without an end, until we are ended. */
static void
be_a_victim(unsigned number)
{
	add(&ready, 1);
	for (uint32_t i = number;; i++) {
		futex_wake(&words[i % SHARERS], i % 5);
		futex_wait(&words[(i + 1) % SHARERS], 0, i % 3 ? now_ns() + 50000 : NO_DEADLINE);
	}
}

/* Those who are ended while they wait, or are woken, or wake, leave the others and all memory as it was. */
static void
check_ends(void)
{
	for (unsigned i = 0; i < SHARERS; i++)
		store(&words[i], 0);
	store(&ready, 0);
	for (unsigned i = 0; i < VICTIMS; i++)
		start(SHARERS + i, be_a_victim);
	while (load(&ready) < VICTIMS)
		sys_yield();
	for (unsigned i = 0; i < VICTIMS; i++) {
		for (unsigned w = 0; w < SHARERS && i % 3 != 0; w++)
			CHECK(futex_wake(&words[w], i) >= 0);
		if (i % 2 == 0)
			CHECK_RESULT(sys_env_set_status(sharers[SHARERS + i], ENV_NOT_RUNNABLE), 0);
		CHECK_RESULT(sys_env_destroy(sharers[SHARERS + i]), 0);
	}
	for (unsigned i = 0; i < VICTIMS; i++)
		wait(sharers[SHARERS + i]);
	for (unsigned w = 0; w < SHARERS; w++)
		CHECK_RESULT(futex_wake(&words[w], UINT32_MAX), 0);
}

void
umain(int argc, char **argv)
{
	uint32_t before = 0;

	USED(argc);
	USED(argv);
	check_ring();
	run(count);
	CHECK_RESULT((int)counter, SHARERS * TURNS);
	check_give_up();
	for (int i = 0; i < ROUNDS; i++) {
		check_ends();
		if (i == 0)
			before = free_pages();
	}
	CHECK_RESULT((int)free_pages(), (int)before);
	passed();
}
