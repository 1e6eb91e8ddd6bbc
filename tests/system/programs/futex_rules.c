/*
 * sys_futex_wait and sys_futex_wake: who waits for which word, who is woken, and
 * what becomes of one that waits when it or its memory goes.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#include <abi/batch.h>
#include <exo/checkpoint.h>
#include <exo/futex.h>

#define WAITERS   8
#define NOT_BACK  0x7777 /* what no wait results in */
#define ELSEWHERE ((uint32_t *)0x30000000)

/* In memory that those have in common who are made by sfork. */
static uint32_t word, neighbour, others[1024];
static volatile int results[WAITERS];
static volatile uint32_t turn;

static void
set(uint32_t *what, uint32_t value)
{
	__atomic_store_n(what, value, __ATOMIC_SEQ_CST);
}

static uint64_t
in_ms(uint32_t milliseconds)
{
	return now_ns() + milliseconds * 1000000ULL;
}

/* A sharer of our memory, waiting for the word as long as it is 1. */
static envid_t
start_waiter(unsigned number, uint32_t *what)
{
	envid_t child;

	results[number] = NOT_BACK;
	child = sfork();
	if (child == 0) {
		results[number] = futex_wait(what, 1, NO_DEADLINE);
		exit();
	}
	CHECK(child > 0);
	wait_until_blocked(child);
	return child;
}

static void
check_errors(void)
{
	const uint64_t soon = in_ms(3);

	set(&word, 1);
	CHECK_RESULT(futex_wait(&word, 2, NO_DEADLINE), -E_CHANGED);
	CHECK_RESULT(futex_wait(&word, 2, 0), -E_CHANGED);
	CHECK_RESULT(futex_wait(&word, 1, 0), -E_TIMEOUT);
	CHECK_RESULT(futex_wait(&word, 1, soon), -E_TIMEOUT);
	CHECK(now_ns() >= soon);
	for (uint32_t odd = 1; odd < 4; odd++) {
		CHECK_RESULT(futex_wait((uint32_t *)((char *)&word + odd), 1, 0), -E_INVAL);
		CHECK_RESULT(futex_wake((uint32_t *)((char *)&word + odd), 1), -E_INVAL);
	}
	CHECK_RESULT(futex_wait((uint32_t *)UTOP, 0, 0), -E_INVAL);
	CHECK_RESULT(futex_wake((uint32_t *)UTOP, 1), -E_INVAL);
	CHECK_RESULT(futex_wake((uint32_t *)KERNBASE, 1), -E_INVAL);
	CHECK_RESULT(futex_wait(ELSEWHERE, 0, 0), -E_FAULT);
	CHECK_RESULT(futex_wake(ELSEWHERE, 1), -E_FAULT);
	CHECK_RESULT(futex_wake(NULL, 1), -E_FAULT);
	CHECK_RESULT(futex_wake(&word, UINT32_MAX), 0);
}

/* The first first, as many as are said, of this word alone; not who has ended or is stopped. */
static void
check_order(void)
{
	envid_t waiters[WAITERS], other, next;

	set(&word, 1);
	set(&neighbour, 1);
	for (unsigned i = 0; i < WAITERS - 1; i++)
		waiters[i] = start_waiter(i, &word);
	other = start_waiter(WAITERS - 1, &neighbour);
	/* Some have the hash value of the two. */
	for (unsigned i = 0; i < ARRAY_SIZE(others); i++)
		CHECK_RESULT(futex_wake(&others[i], UINT32_MAX), 0);
	CHECK_RESULT(futex_wake(&word, 0), 0);
	CHECK_RESULT(futex_wake(&word, 1), 1);
	wait(waiters[0]);
	CHECK_RESULT(futex_wake(&word, 2), 2);
	wait(waiters[1]);
	wait(waiters[2]);
	for (unsigned i = 0; i < WAITERS; i++)
		CHECK_RESULT(results[i], i < 3 ? 0 : NOT_BACK);
	end_and_wait(waiters[3]);
	next = start_waiter(3, &neighbour); /* in the slot of the one that has ended */
	CHECK(ENVX(next) == ENVX(waiters[3]));
	CHECK_RESULT(sys_env_set_status(waiters[4], ENV_NOT_RUNNABLE), 0);
	CHECK_RESULT(sys_env_set_status(waiters[5], ENV_NOT_RUNNABLE), 0);
	CHECK_RESULT(futex_wake(&word, UINT32_MAX), 1);
	wait(waiters[6]);
	/* Started again, it looks again: here the word is as before, there it is not. */
	CHECK_RESULT(sys_env_set_status(waiters[4], ENV_RUNNABLE), 0);
	wait_until_blocked(waiters[4]);
	CHECK_RESULT(futex_wake(&word, UINT32_MAX), 1);
	wait(waiters[4]);
	set(&word, 2);
	CHECK_RESULT(sys_env_set_status(waiters[5], ENV_RUNNABLE), 0);
	wait(waiters[5]);
	for (unsigned i = 0; i < WAITERS; i++)
		CHECK_RESULT(results[i], i == 5                       ? -E_CHANGED
					 : i == 3 || i == WAITERS - 1 ? NOT_BACK
								      : 0);
	CHECK_RESULT(futex_wake(&neighbour, 1), 1);
	wait(other);
	CHECK_RESULT(results[3], NOT_BACK);
	CHECK_RESULT(futex_wake(&neighbour, 1), 1);
	wait(next);
}

/* Address by address in memory of one's own: a copy of it is another's, at the same address. */
static void
check_copies(void)
{
	envid_t waiter, copy;

	set(&word, 1);
	waiter = start_waiter(0, &word);
	copy = checked_fork();
	if (copy == 0) {
		/* Nobody waits for this one. */
		CHECK_RESULT(futex_wake(&word, UINT32_MAX), 0);
		set(&word, 3);
		exit();
	}
	wait(copy);
	CHECK_RESULT(results[0], NOT_BACK);
	copy = checked_fork();
	if (copy == 0) {
		CHECK_RESULT(futex_wait(&word, 1, NO_DEADLINE), 0);
		exit();
	}
	wait_until_blocked(copy);
	/* Its page becomes another by this, and is still the one that is waited for. */
	set(&word, 2);
	CHECK_RESULT(futex_wake(&word, UINT32_MAX), 1);
	wait(waiter);
	CHECK_RESULT(results[0], 0);
	end_and_wait(copy);
}

/* A page marked PTE_SHARE is one word's place wherever it is mapped, even if its waiter has lost it. */
static void
check_shared_page(void)
{
	uint32_t *const shared = (uint32_t *)SHARED;
	uint32_t before;
	envid_t child;

	CHECK_RESULT(sys_page_map(0, shared, 0, ELSEWHERE, READ_WRITE | PTE_SHARE), 0);
	before = free_pages(); /* the page table is there */
	set(shared, 1);
	child = checked_fork();
	if (child == 0) {
		CHECK_RESULT(futex_wait(shared, 1, NO_DEADLINE), 0);
		CHECK(!is_mapped(shared) && is_mapped(ELSEWHERE));
		exit();
	}
	wait_until_blocked(child);
	CHECK_RESULT(futex_wake(ELSEWHERE + 1, UINT32_MAX), 0);
	CHECK_RESULT(sys_page_unmap(child, shared), 0);
	CHECK_RESULT(futex_wake(ELSEWHERE, UINT32_MAX), 1);
	wait(child);
	/* Mapped without the mark, it is a word at an address, and of nobody else's. */
	CHECK_RESULT(sys_page_map(0, shared, 0, ELSEWHERE, READ_WRITE), 0);
	child = checked_fork();
	if (child == 0) {
		CHECK_RESULT(futex_wait(shared, 1, NO_DEADLINE), 0);
		exit();
	}
	wait_until_blocked(child);
	CHECK_RESULT(futex_wake(ELSEWHERE, UINT32_MAX), 0);
	CHECK_RESULT(futex_wake(shared, UINT32_MAX), 1);
	wait(child);
	CHECK_RESULT(sys_page_unmap(0, ELSEWHERE), 0);
	CHECK_RESULT((int)free_pages(), (int)before);
}

/* A page that nobody has any more is kept as long as somebody waits by it, and no longer. */
static void
check_freed_page(void)
{
	const envid_t child = checked_fork();
	uint32_t before;

	if (child == 0) {
		CHECK_RESULT(sys_page_alloc(0, ELSEWHERE, READ_WRITE | PTE_SHARE), 0);
		futex_wait(ELSEWHERE, 0, NO_DEADLINE);
		panic("woken by nobody");
	}
	wait_until_blocked(child);
	before = free_pages();
	CHECK_RESULT(sys_page_unmap(child, ELSEWHERE), 0);
	CHECK_RESULT((int)free_pages(), (int)before);
	CHECK_RESULT(sys_env_set_status(child, ENV_NOT_RUNNABLE), 0);
	CHECK_RESULT((int)free_pages(), (int)before + 1);
	end_and_wait(child);
}

/* A child that says how its wait ended, and starts over. */
static void
wait_in_turn(void)
{
	static uint32_t own = 1;

	for (;;) {
		SHARED[1] = (uint32_t)futex_wait((uint32_t *)SHARED, 1, NO_DEADLINE);
		turn++;
		while (SHARED[1] != NOT_BACK)
			sys_yield();
		CHECK_RESULT(futex_wait(&own, 1, in_ms(1)), -E_TIMEOUT);
	}
}

/* Put back to a checkpoint, it waits anew. */
static void
check_checkpoint(void)
{
	struct checkpoint *checkpoint;
	struct keeper *keeper;
	envid_t child;

	SHARED[0] = 1;
	SHARED[1] = NOT_BACK;
	child = checked_fork();
	if (child == 0)
		wait_in_turn();
	wait_until_blocked(child);
	CHECK_RESULT(keeper_open(child, &keeper), 0);
	CHECK_RESULT(checkpoint_take(keeper, &checkpoint), 0);
	for (int i = 0; i < 3; i++) {
		CHECK_RESULT(sys_env_set_status(child, ENV_RUNNABLE), 0);
		wait_until_blocked(child);
		CHECK_RESULT(futex_wake((uint32_t *)SHARED, UINT32_MAX), 1);
		while (SHARED[1] == NOT_BACK)
			sys_yield();
		CHECK(SHARED[1] == 0);
		SHARED[1] = NOT_BACK;
		CHECK_RESULT(checkpoint_restore(keeper, checkpoint), 0);
	}
	/* And if the word has changed since, it does not. */
	SHARED[0] = 2;
	CHECK_RESULT(sys_env_set_status(child, ENV_RUNNABLE), 0);
	while (SHARED[1] == NOT_BACK)
		sys_yield();
	CHECK((int)SHARED[1] == -E_CHANGED);
	checkpoint_release(checkpoint);
	keeper_close(keeper);
	end_and_wait(child);
}

/* As the last call of a batch, and only there. */
static void
check_batch(void)
{
	const uint32_t at = (uintptr_t)&word;
	const struct batch_call waits[] = {
		{ SYS_futex_wake, { at, 1, 0, 0, 0 } },
		{ SYS_futex_wait, { at, 1, 0, 0, 0 } },
		{ SYS_futex_wake, { at, 1, 0, 0, 0 } },
	};
	uint32_t failed;

	set(&word, 1);
	CHECK_RESULT(sys_batch(waits, 2, &failed), -E_TIMEOUT);
	CHECK(failed == 1);
	CHECK_RESULT(sys_batch(waits, 3, &failed), -E_INVAL);
	CHECK(failed == 1);
	CHECK_RESULT(sys_batch(waits, 1, &failed), 0);
}

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	make_shared_page();
	check_errors();
	check_batch();
	check_order();
	check_copies();
	check_shared_page();
	check_freed_page();
	check_checkpoint();
	passed();
}
