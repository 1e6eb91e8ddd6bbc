/*
 * Threads: what they share and what each has, how they end, and what is left.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#include <errno.h>
#include <exo/futex.h>
#include <exo/thread.h>
#include <stdlib.h>

#define MANY   120
#define LEVELS 5

static struct mutex mutex;
static uint32_t go, waiting;
static volatile uint32_t spins;
static volatile bool endless = true;

static void
add(uint32_t *to, uint32_t what)
{
	__atomic_fetch_add(to, what, __ATOMIC_SEQ_CST);
}

static uint32_t
load(const uint32_t *word)
{
	return __atomic_load_n(word, __ATOMIC_SEQ_CST);
}

static struct thread *
start(void *(*function)(void *), void *argument)
{
	struct thread *thread = NULL;

	CHECK_RESULT(thread_create(&thread, function, argument), 0);
	CHECK(thread != NULL);
	return thread;
}

static void *
join(struct thread *thread)
{
	void *result = NULL;

	CHECK_RESULT(thread_join(thread, &result), 0);
	return result;
}

static bool
gone(envid_t env)
{
	return envs[ENVX(env)].env_id != env || envs[ENVX(env)].env_status == ENV_FREE;
}

/* Until go is not 0 any more. */
static void *
wait_for_go(void *argument)
{
	add(&waiting, 1);
	while (load(&go) == 0)
		futex_wait(&go, 0, NO_DEADLINE);
	return argument;
}

static void
let_go(void)
{
	__atomic_store_n(&go, 1, __ATOMIC_SEQ_CST);
	futex_wake(&go, UINT32_MAX);
}

static void
hold(void)
{
	go = waiting = 0;
}

/* Each sees our locals, has its own, and is who it is. */
static void *
be_oneself(void *argument)
{
	volatile uint32_t local = *(uint32_t *)argument;
	const envid_t self = sys_getenvid();

	errno = (int)local;
	for (int i = 0; i < 10; i++) {
		CHECK(thisenv->env_id == self && thisenv == &envs[ENVX(self)]);
		CHECK(thread_env(thread_self()) == self);
		CHECK(errno == (int)local && local == *(uint32_t *)argument);
		sys_yield();
	}
	*(uint32_t *)argument = local + 100;
	if (local % 2 == 0)
		thread_exit((void *)(uintptr_t)(local * 2));
	return (void *)(uintptr_t)(local * 2);
}

static void
check_identity(void)
{
	struct thread *threads[MANY];
	uint32_t numbers[MANY]; /* on our stack */

	errno = 77;
	for (uint32_t i = 0; i < MANY; i++) {
		numbers[i] = i;
		threads[i] = start(be_oneself, &numbers[i]);
	}
	for (uint32_t i = 0; i < MANY; i++) {
		CHECK(join(threads[i]) == (void *)(uintptr_t)(i * 2));
		CHECK(numbers[i] == i + 100);
	}
	CHECK(errno == 77 && thisenv->env_id == sys_getenvid() && thread_self() == NULL);
}

static struct thread *inner[LEVELS];

/* Makes the next and ends before it. */
static void *
make_next(void *level)
{
	const uintptr_t number = (uintptr_t)level;

	if (number == LEVELS)
		return wait_for_go(NULL);
	inner[number] = start(make_next, (void *)(number + 1));
	return level;
}

static void
check_nesting(void)
{
	struct thread *outer;

	hold();
	outer = start(make_next, (void *)0);
	CHECK(join(outer) == (void *)0);
	while (load(&waiting) == 0)
		sys_yield();
	for (uintptr_t i = 0; i + 1 < LEVELS; i++)
		CHECK(join(inner[i]) == (void *)(i + 1));
	/* Its makers are gone, and it is there. */
	CHECK(!gone(thread_env(inner[LEVELS - 1])));
	let_go();
	CHECK(join(inner[LEVELS - 1]) == NULL);
}

static void *
overflow(void *argument)
{
	volatile char frame[1000];

	frame[0] = (char)(uintptr_t)argument;
	if (endless)
		overflow((void *)&frame);
	return (void *)(uintptr_t)frame[0];
}

static void *
lock_and_fault(void *argument)
{
	mutex_lock(&mutex);
	*(volatile uint32_t *)argument = 1;
	return NULL;
}

/* What faults while it prints has the stream locked. */
static void *
print_and_fault(void *argument)
{
	printf("%s\n", (char *)argument);
	return NULL;
}

static void
check_ended(void)
{
	struct thread *neighbours[2], *thread;
	void *result = &result;

	/* Stacks below and above, in which nothing is to be hit. */
	hold();
	neighbours[0] = start(wait_for_go, &neighbours[0]);
	thread = start(overflow, NULL);
	neighbours[1] = start(wait_for_go, &neighbours[1]);
	CHECK_RESULT(thread_join(thread, &result), -E_BAD_ENV);
	CHECK(result == &result);
	let_go();
	for (int i = 0; i < 2; i++)
		CHECK(join(neighbours[i]) == &neighbours[i]);

	CHECK_RESULT(thread_join(start(lock_and_fault, (void *)0x1000), NULL), -E_BAD_ENV);
	CHECK(!mutex_try(&mutex));
	mutex = (struct mutex){ 0 };
	CHECK_RESULT(thread_join(start(print_and_fault, (void *)0x1000), NULL), -E_BAD_ENV);
	printf("and still we print\n");

	/* While it waits; and before it can have run. */
	hold();
	thread = start(wait_for_go, NULL);
	while (load(&waiting) == 0)
		sys_yield();
	wait_until_blocked(thread_env(thread));
	CHECK_RESULT(sys_env_destroy(thread_env(thread)), 0);
	CHECK_RESULT(thread_join(thread, NULL), -E_BAD_ENV);
	thread = start(wait_for_go, NULL);
	sys_env_destroy(thread_env(thread));
	CHECK_RESULT(thread_join(thread, NULL), -E_BAD_ENV);
	CHECK_RESULT(futex_wake(&go, UINT32_MAX), 0);
}

static void *
join_self(void *argument)
{
	CHECK_RESULT(thread_join(thread_self(), NULL), -E_INVAL);
	return argument;
}

static struct thread *to_be_joined;

static void *
join_other(void *argument)
{
	return join(to_be_joined) == argument ? argument : NULL;
}

static void
check_join(void)
{
	CHECK(join(start(join_self, &mutex)) == &mutex);
	hold();
	to_be_joined = start(wait_for_go, &go);
	let_go();
	/* By another than its maker; and long after its end. */
	CHECK(join(start(join_other, &go)) == &go);
	to_be_joined = start(wait_for_go, NULL);
	while (!gone(thread_env(to_be_joined)))
		sys_yield();
	CHECK(join(to_be_joined) == NULL);
}

static void
wait_until_gone(envid_t env)
{
	while (!gone(env))
		sys_yield();
}

/* Detached before its end, after it, and ended from outside: nothing is left of any. */
static void
check_detach(void)
{
	struct thread *thread;
	envid_t env;

	for (int i = 0; i < 40; i++) {
		hold();
		if (i % 4 == 2)
			go = 1;
		thread = start(wait_for_go, NULL);
		env = thread_env(thread);
		if (i % 4 == 0) {
			thread_detach(thread);
			let_go();
		} else if (i % 4 == 1) {
			thread_detach(thread);
			sys_env_destroy(env);
		} else {
			if (i % 4 == 2)
				wait_until_gone(env);
			else
				let_go();
			thread_detach(thread);
		}
		wait_until_gone(env);
	}
	/* The last ones' top pages are the next one's. */
	hold();
	let_go();
	CHECK(join(start(wait_for_go, NULL)) == NULL);
}

/* Out of memory at each step of a creation: it has not happened. */
static void
check_no_memory(void)
{
	const uint32_t all = free_pages();
	char *page = (char *)0x90000000; /* far above any stack in use */
	uint32_t taken = 0, before, left = 0;
	struct thread *thread = NULL;
	int error;

	hold();
	let_go();
	while (sys_page_alloc(0, page + taken * PGSIZE, READ_WRITE) == 0)
		taken++;
	do {
		before = free_pages();
		thread = NULL;
		error = thread_create(&thread, wait_for_go, &left);
		if (error < 0) {
			CHECK_RESULT(error, -E_NO_MEM);
			CHECK(thread == NULL);
			CHECK_RESULT((int)free_pages(), (int)before);
			CHECK_RESULT(sys_page_unmap(0, page + --taken * PGSIZE), 0);
			left++;
		}
	} while (error < 0);
	CHECK(left > THREAD_STACK_SIZE / PGSIZE);
	CHECK(join(thread) == &left);
	while (taken > 0)
		CHECK_RESULT(sys_page_unmap(0, page + --taken * PGSIZE), 0);
	CHECK(free_pages() <= all);
}

/* fork gives a copy of all memory to one environment, whoever calls it. */
static void *
fork_and_print(void *argument)
{
	const envid_t child = checked_fork();

	if (child == 0) {
		CHECK(thisenv->env_id == sys_getenvid() && thread_self() == NULL);
		CHECK(*(uint32_t *)argument == 7);
		*(uint32_t *)argument = 8;
		free(malloc(100));
		hold();
		let_go();
		CHECK(join(start(wait_for_go, argument)) == argument);
		exit();
	}
	wait(child);
	printf("from a thread\n");
	return argument;
}

/* Locals of the first environment, which threads have, too, are a copy in a child. */
static void
check_fork(void)
{
	volatile uint32_t local = 7;
	struct thread *thread;
	envid_t child;

	CHECK(join(start(fork_and_print, (void *)&local)) == &local && local == 7);
	hold();
	thread = start(wait_for_go, (void *)&local);
	child = checked_fork();
	if (child == 0) {
		for (int i = 0; i < 100; i++) {
			CHECK(local == 7);
			sys_yield();
		}
		exit();
	}
	local = 9;
	let_go();
	CHECK(join(thread) == &local && local == 9);
	wait(child);
}

static void *
spin(void *argument)
{
	start(argument == NULL ? spin : wait_for_go, &waiting);
	for (;;)
		spins++;
	return NULL;
}

static void *
do_nothing(void *argument)
{
	return argument;
}

/* Ended in the midst of whatever it may be. */
static void *
create_for_ever(void *argument)
{
	struct thread *thread;

	for (;;)
		if (thread_create(&thread, do_nothing, argument) == 0)
			thread_detach(thread);
	return NULL;
}

static void *
fork_for_ever(void *argument)
{
	USED(argument);
	for (;;) {
		const envid_t child = fork();

		if (child == 0)
			exit();
		if (child > 0)
			wait(child); /* or all environments there are would wait for their turn */
	}
	return NULL;
}

/* Let the others get on. By turns and not by time, so that a busy machine changes nothing. */
static void
give_turns(void)
{
	for (int i = 0; i < 10; i++)
		sys_yield();
}

static void *
exit_all(void *argument)
{
	USED(argument);
	give_turns();
	exit();
	return NULL;
}

/* All end together, whoever says so and however deep they are, and leave nothing. */
static void
check_program_end(void *(*first)(void *), void *(*last)(void *))
{
	const envid_t child = checked_fork();

	if (child == 0) {
		hold();
		start(first, NULL);
		start(first, NULL);
		if (last != NULL) {
			start(last, NULL);
			for (;;)
				sys_yield();
		}
		give_turns();
		exit();
	}
	wait(child);
	/* What was forked and had run is ours now, and ends by itself. */
	for (size_t i = 0; i < NENV; i++)
		while (envs[i].env_status != ENV_FREE && envs[i].env_id != sys_getenvid())
			sys_yield();
}

void
umain(int argc, char **argv)
{
	uint32_t before = 0;

	USED(argc);
	USED(argv);
	/* The second time all page tables are there. */
	for (int i = 0; i < 2; i++) {
		before = free_pages();
		check_identity();
		check_nesting();
		check_ended();
		check_join();
		check_detach();
		check_fork();
		check_program_end(spin, NULL);
		check_program_end(spin, exit_all);
		check_program_end(create_for_ever, NULL);
		check_program_end(create_for_ever, exit_all);
		check_program_end(fork_for_ever, NULL);
		check_program_end(fork_for_ever, exit_all);
	}
	CHECK_RESULT((int)free_pages(), (int)before);
	check_no_memory();
	passed();
}
