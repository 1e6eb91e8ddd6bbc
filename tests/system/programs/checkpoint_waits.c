/*
 * A child that is checkpointed while it waits in a system call waits there
 * again after each restore, for what comes then.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#include <abi/batch.h>
#include <exo/checkpoint.h>

#define NO_PAGE ((void *)UTOP)

#define TIMES 3

/* Not where the heap is. */
#define TARGET ((char *)0xD0000000)
#define PROBE  ((char *)0xD0001000)

static struct keeper *keeper;

/* What a child tells us, which is not put back. */
#define RESULT SHARED[0]

/* Start a child, which comes to wait in a call; take a checkpoint of it there, and let it go on. */
static envid_t
start(void (*body)(void), struct checkpoint **checkpoint)
{
	const envid_t child = checked_fork();

	if (child == 0) {
		body();
		panic("the child came to an end");
	}
	wait_until_blocked(child);
	CHECK_RESULT(keeper_open(child, &keeper), 0);
	CHECK_RESULT(checkpoint_take(keeper, checkpoint), 0);
	RESULT = 0;
	CHECK_RESULT(sys_env_set_status(child, ENV_RUNNABLE), 0);
	return child;
}

static void
put_back(envid_t child, const struct checkpoint *checkpoint)
{
	RESULT = 0;
	CHECK_RESULT(checkpoint_restore(keeper, checkpoint), 0);
	CHECK_RESULT(sys_env_set_status(child, ENV_RUNNABLE), 0);
}

static void
end(envid_t child, struct checkpoint *checkpoint)
{
	checkpoint_release(checkpoint);
	keeper_close(keeper);
	end_and_wait(child);
}

static void
receive(void)
{
	for (uint32_t last = 0;;) {
		last = 10 * last + (uint32_t)ipc_recv(NULL, NULL, NULL);
		RESULT = last;
	}
}

static void
check_receive(void)
{
	struct checkpoint *checkpoint;
	const envid_t child = start(receive, &checkpoint);

	for (uint32_t i = 1; i <= TIMES; i++) {
		ipc_send(child, i, NULL, 0);
		wait_until_equal(&RESULT, i);
		ipc_send(child, 5, NULL, 0);
		wait_until_equal(&RESULT, 10 * i + 5);
		put_back(child, checkpoint);
	}
	end(child, checkpoint);
}

/* It answers with what it was asked before. */
static void
answer(void)
{
	message_t message = { 0 };

	for (uint32_t last = 0;;) {
		message = sys_ipc_reply_wait(message.from, last, NO_PAGE, 0, NO_PAGE);
		if (message.from <= 0)
			panic("reply_wait: %e", message.from);
		last = message.value;
	}
}

static void
check_reply_wait(void)
{
	struct checkpoint *checkpoint, *asked;
	const envid_t child = start(answer, &checkpoint);

	CHECK_RESULT((int)ipc_call(child, 1).value, 1);
	/* It has answered us and waits: being put back to that, it does not answer again. */
	wait_until_blocked(child);
	CHECK_RESULT(checkpoint_take(keeper, &asked), 0);
	CHECK_RESULT(sys_env_set_status(child, ENV_RUNNABLE), 0);
	for (uint32_t i = 2; i < 2 + TIMES; i++) {
		CHECK_RESULT((int)ipc_call(child, i).value, (int)i);
		put_back(child, i % 2 ? asked : checkpoint);
		CHECK_RESULT((int)ipc_call(child, i + 7).value, (int)(i + 7));
	}
	checkpoint_release(asked);
	end(child, checkpoint);
}

static void
send(void)
{
	RESULT = 1;
	CHECK_RESULT(sys_ipc_send(thisenv->env_parent_id, 77, NO_PAGE, 0), 0);
	for (RESULT = 2;;)
		sys_yield();
}

/* In our queue of senders, once; and it sends again each time. */
static void
check_send(void)
{
	struct checkpoint *checkpoint;
	const envid_t child = start(send, &checkpoint);

	for (unsigned i = 0; i < TIMES; i++) {
		CHECK_RESULT(ipc_recv(NULL, NULL, NULL), 77);
		wait_until_equal(&RESULT, 2);
		put_back(child, checkpoint);
	}
	/* Put back while it is in the queue. */
	put_back(child, checkpoint);
	put_back(child, checkpoint);
	CHECK_RESULT(ipc_recv(NULL, NULL, NULL), 77);
	wait_until_equal(&RESULT, 2);
	end(child, checkpoint);
}

static void
call(void)
{
	for (;;) {
		const message_t message = ipc_call(thisenv->env_parent_id, 5);

		CHECK(message.from == thisenv->env_parent_id);
		RESULT = message.value;
	}
}

static void
check_call(void)
{
	struct checkpoint *checkpoint;
	const envid_t child = start(call, &checkpoint);
	message_t message;

	message = ipc_reply_wait(0, 0);
	CHECK(message.from == child && message.value == 5);
	/* It waits for our answer: from here on for that to another call. */
	put_back(child, checkpoint);
	for (uint32_t i = 1; i <= TIMES; i++) {
		message = ipc_reply_wait(0, 0);
		CHECK(message.from == child && message.value == 5);
		message = ipc_reply_wait(child, i);
		CHECK(message.from == child && message.value == 5);
		CHECK(RESULT == i);
		put_back(child, checkpoint);
	}
	/* Its end finds it in no list of ours. */
	message = ipc_reply_wait(0, 0);
	put_back(child, checkpoint);
	end(child, checkpoint);
}

static void
sleep(void)
{
	const uint64_t until_ns = now_ns() + 200000000;

	CHECK_RESULT(sys_sleep_until((uint32_t)until_ns, (uint32_t)(until_ns >> 32)), 0);
	CHECK(now_ns() >= until_ns);
	for (RESULT = 1;;)
		sys_yield();
}

static void
check_sleep(void)
{
	struct checkpoint *checkpoint;
	const envid_t child = start(sleep, &checkpoint);

	for (unsigned i = 0; i < TIMES; i++) {
		put_back(child, checkpoint);
		CHECK(RESULT == 0 || i > 0);
		wait_until_equal(&RESULT, 1);
	}
	end(child, checkpoint);
}

/* The last call of a batch waits; those before are not made again. */
static void
receive_in_batch(void)
{
	static uint32_t failed;
	static struct batch_call calls[] = {
		{ SYS_page_alloc, { 0, (uintptr_t)TARGET, READ_WRITE, 0, 0 } },
		{ SYS_ipc_recv, { UTOP, 0, 0, 0, 0 } },
	};

	CHECK_RESULT(sys_batch(calls, ARRAY_SIZE(calls), &failed), 0);
	for (RESULT = 1;;)
		sys_yield();
}

static void
check_batch(void)
{
	struct checkpoint *checkpoint;
	const envid_t child = start(receive_in_batch, &checkpoint);

	for (unsigned i = 0; i < TIMES; i++) {
		/* Would be zeroed by the first call. */
		CHECK_RESULT(sys_page_map(child, TARGET, 0, PROBE, READ_WRITE), 0);
		*(volatile uint32_t *)PROBE = 1;
		ipc_send(child, 0, NULL, 0);
		wait_until_equal(&RESULT, 1);
		CHECK_RESULT(sys_page_map(child, TARGET, 0, PROBE, READ_WRITE), 0);
		CHECK(*(volatile uint32_t *)PROBE == 1);
		put_back(child, checkpoint);
	}
	end(child, checkpoint);
}

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	make_shared_page();
	check_receive();
	check_reply_wait();
	check_send();
	check_call();
	check_sleep();
	check_batch();
	passed();
}
