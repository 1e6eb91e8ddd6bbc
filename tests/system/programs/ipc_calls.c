/*
 * Calls and answers: who may answer, what either side learns when the other
 * ends or is stopped, and pages both ways; then storms of calls between
 * pairs that are stopped and ended all the while. No page is lost by it.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#define NO_PAGE ((void *)UTOP)
#define PAIRS   3
#define ROUNDS  8
#define CALLS   200 /* of each client, at least, in a storm that nobody disturbs */

/* SHARED[i]: calls that pair i has done; SHARED[16 + i]: its server. */
#define DONE(i)   SHARED[i]
#define SERVER(i) SHARED[16 + (i)]
#define RESULT    SHARED[32]

/* A child that calls to once, notes the result, and ends; it waits for the answer when this returns. */
static envid_t
start_call(envid_t to, uint32_t value)
{
	const envid_t child = checked_fork();

	if (child == 0) {
		const message_t answer = ipc_call(to, value);

		RESULT = answer.from < 0 ? (uint32_t)answer.from : answer.value;
		exit();
	}
	wait_until_blocked(child);
	return child;
}

/* Only the partner can answer; others have to wait until the call is over. */
static void
only_the_partner_answers(void)
{
	const envid_t me = sys_getenvid();
	const envid_t client = start_call(me, 7);
	message_t call = ipc_reply_wait(0, 0);
	envid_t other;

	CHECK(call.from == client && call.value == 7 && call.perm == 0);
	other = checked_fork();
	if (other == 0) {
		CHECK_RESULT(sys_ipc_try_send(client, 1, NO_PAGE, 0), -E_IPC_NOT_RECV);
		CHECK_RESULT(ipc_reply_wait(client, 1).from, -E_IPC_NOT_RECV);
		exit();
	}
	wait(other);
	CHECK_RESULT(ipc_reply_wait(other, 1).from, -E_BAD_ENV);
	CHECK_RESULT(ipc_reply_wait(me, 1).from, -E_IPC_NOT_RECV);
	CHECK_RESULT(ipc_call(me, 1).from, -E_INVAL);
	/* The lab's call is an answer too. */
	CHECK_RESULT(sys_ipc_try_send(client, 8, NO_PAGE, 0), 0);
	CHECK(sys_ipc_try_send(client, 9, NO_PAGE, 0) < 0);
	wait(client);
	CHECK(RESULT == 8);
}

/* Once the receiver waits, and the stopped client has had time to run in spite of it: send. */
static envid_t
start_late_sender(envid_t to)
{
	const envid_t child = checked_fork();

	if (child == 0) {
		wait_until_blocked(to);
		sleep_ms(1);
		CHECK_RESULT((int)RESULT, 4);
		ipc_send(to, 6, NULL, 0);
		exit();
	}
	return child;
}

/* The server ends with one call taken and one in its queue; a client ends with its call taken. */
static void
partners_end(void)
{
	const envid_t server = checked_fork();
	envid_t clients[2];
	message_t call;

	if (server == 0) {
		ipc_reply_wait(0, 0);
		for (;;)
			sys_env_set_status(0, ENV_NOT_RUNNABLE);
	}
	for (int i = 0; i < 2; i++)
		clients[i] = start_call(server, 0);
	end_and_wait(server);
	for (int i = 0; i < 2; i++)
		wait(clients[i]);
	CHECK_RESULT((int)RESULT, -E_BAD_ENV);

	clients[0] = start_call(sys_getenvid(), 1);
	call = ipc_reply_wait(0, 0);
	CHECK(call.from == clients[0]);
	end_and_wait(clients[0]);
	CHECK_RESULT(ipc_reply_wait(call.from, 1).from, -E_BAD_ENV);

	/* Stopped with its call not taken yet: nothing arrives until it makes it again. */
	clients[0] = start_call(sys_getenvid(), 2);
	CHECK_RESULT(sys_env_set_status(clients[0], ENV_NOT_RUNNABLE), 0);
	clients[1] = start_call(sys_getenvid(), 3);
	call = ipc_reply_wait(0, 0);
	CHECK(call.from == clients[1] && call.value == 3);
	CHECK_RESULT(sys_env_set_status(clients[0], ENV_RUNNABLE), 0);
	call = ipc_reply_wait(call.from, 4);
	CHECK(call.from == clients[0] && call.value == 2);
	/* Stopped while it waits for the answer: that comes, and it goes on when it is started. */
	CHECK_RESULT(sys_env_set_status(clients[0], ENV_NOT_RUNNABLE), 0);
	wait(clients[1]);
	CHECK_RESULT((int)RESULT, 4);
	clients[1] = start_late_sender(sys_getenvid());
	call = ipc_reply_wait(clients[0], 5);
	CHECK(call.from == clients[1] && call.value == 6);
	wait(clients[1]);
	CHECK_RESULT(sys_env_set_status(clients[0], ENV_RUNNABLE), 0);
	wait(clients[0]);
	CHECK_RESULT((int)RESULT, 5);
}

/* Answers with one more than the page and the number say. */
static void
serve(void)
{
	message_t message = sys_ipc_reply_wait(0, 0, NO_PAGE, 0, PAGE_B);

	for (;;) {
		CHECK(message.perm == READ_WRITE && *(volatile uint32_t *)PAGE_B == message.value);
		CHECK_RESULT(sys_page_alloc(0, PAGE_A, READ_WRITE), 0);
		*(volatile uint32_t *)PAGE_A = message.value + 1;
		message = sys_ipc_reply_wait(message.from, message.value + 1, PAGE_A, READ_WRITE,
					     PAGE_B);
		/* Its client has ended, or has been told of an error and is at its next call. */
		while (message.from < 0) {
			CHECK(message.from == -E_BAD_ENV || message.from == -E_IPC_NOT_RECV);
			message = sys_ipc_reply_wait(0, 0, NO_PAGE, 0, PAGE_B);
		}
	}
}

static void
call_for_ever(int pair)
{
	for (uint32_t value = 0;; value++) {
		const envid_t server = (envid_t)SERVER(value % 4 == 0 ? (pair + 1) % PAIRS : pair);
		message_t answer;

		CHECK_RESULT(sys_page_alloc(0, PAGE_A, READ_WRITE), 0);
		*(volatile uint32_t *)PAGE_A = value;
		answer = sys_ipc_call(server, value, PAGE_A, READ_WRITE, PAGE_B);
		if (answer.from == -E_BAD_ENV)
			continue;
		CHECK(answer.from == server && answer.value == value + 1);
		CHECK(answer.perm == READ_WRITE && *(volatile uint32_t *)PAGE_B == value + 1);
		DONE(pair)++;
	}
}

static envid_t
start_server(int pair)
{
	const envid_t child = checked_fork();

	if (child == 0)
		serve();
	SERVER(pair) = (uint32_t)child;
	return child;
}

static envid_t
start_client(int pair)
{
	const envid_t child = checked_fork();

	if (child == 0)
		call_for_ever(pair);
	return child;
}

static void
wait_for_calls(int pair, uint32_t count)
{
	const uint32_t before = DONE(pair);

	while (DONE(pair) - before < count)
		sys_yield();
}

static void
storm(void)
{
	envid_t servers[PAIRS], clients[PAIRS];

	for (int i = 0; i < PAIRS; i++)
		servers[i] = start_server(i);
	for (int i = 0; i < PAIRS; i++)
		clients[i] = start_client(i);
	for (int i = 0; i < PAIRS; i++)
		wait_for_calls(i, CALLS);
	for (int i = 0; i < 3 * PAIRS; i++) {
		const int pair = i % PAIRS;
		const envid_t stopped = i % 2 ? servers[pair] : clients[pair];

		CHECK_RESULT(sys_env_set_status(stopped, ENV_NOT_RUNNABLE), 0);
		CHECK_RESULT(sys_env_set_status(stopped, ENV_RUNNABLE), 0);
		wait_for_calls(pair, 3);
		end_and_wait(i % 4 < 2 ? servers[pair] : clients[pair]);
		if (i % 4 < 2)
			servers[pair] = start_server(pair);
		else
			clients[pair] = start_client(pair);
	}
	for (int i = 0; i < PAIRS; i++)
		wait_for_calls(i, 3);
	for (int i = 0; i < PAIRS; i++) {
		end_and_wait(clients[i]);
		end_and_wait(servers[i]);
	}
}

static void
round(unsigned turn)
{
	USED(turn);
	only_the_partner_answers();
	partners_end();
	storm();
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
