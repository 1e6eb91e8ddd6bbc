/*
 * Servers, clients, senders and receivers that do nothing but exchange
 * messages, while one after the other is stopped and started, or ended and
 * replaced, at whatever moment it is: no message is another's, none is lost
 * by who lives on, and after each turn everybody gets further.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#define NO_PAGE ((void *)UTOP)

#define SERVERS 2
#define CLIENTS 3
#define SENDERS 3
#define MEMBERS (SERVERS + CLIENTS + SENDERS + 1) /* and one receiver */
#define TURNS   150

/* Who is whom: first servers, then clients, then senders, and the receiver. */
#define FIRST_CLIENT SERVERS
#define FIRST_SENDER (SERVERS + CLIENTS)
#define RECEIVER     (MEMBERS - 1)

#define ID(member)   SHARED[member]
#define DONE(member) SHARED[32 + (member)]

static uint32_t seed = 1;

static uint32_t
random_below(uint32_t limit)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % limit;
}

static void
serve(uint32_t self)
{
	message_t message = sys_ipc_reply_wait(0, 0, NO_PAGE, 0, NO_PAGE);

	for (;;) {
		CHECK(message.from > 0 && message.perm == 0);
		DONE(self)++;
		message = sys_ipc_reply_wait(message.from, ~message.value, NO_PAGE, 0, NO_PAGE);
		/* The client has been ended meanwhile, or stopped and has yet to make its call again. */
		if (message.from == -E_BAD_ENV || message.from == -E_IPC_NOT_RECV)
			message = sys_ipc_reply_wait(0, 0, NO_PAGE, 0, NO_PAGE);
	}
}

static void
ask(uint32_t self)
{
	for (uint32_t i = self << 24;; i++) {
		const envid_t server = (envid_t)ID(i % SERVERS);
		const message_t answer = sys_ipc_call(server, i, NO_PAGE, 0, NO_PAGE);

		if (answer.from == -E_BAD_ENV)
			continue; /* it has been ended; another takes its place */
		CHECK_RESULT(answer.from, server);
		CHECK(answer.value == ~i && answer.perm == 0);
		DONE(self)++;
	}
}

/* Every other time with a page, which says the same. */
static void
send(uint32_t self)
{
	CHECK_RESULT(sys_page_alloc(0, PAGE_A, READ_WRITE), 0);
	for (uint32_t i = self << 24;; i++) {
		int error;

		*(volatile uint32_t *)PAGE_A = i;
		error = sys_ipc_send((envid_t)ID(RECEIVER), i, i % 2 ? PAGE_A : NO_PAGE,
				     READ_WRITE);
		CHECK(error == 0 || error == -E_BAD_ENV);
		if (error == 0)
			DONE(self)++;
	}
}

static void
receive(uint32_t self)
{
	for (;;) {
		uint32_t value, sender;

		CHECK_RESULT(sys_ipc_recv(PAGE_B), 0);
		value = thisenv->env_ipc_value;
		sender = value >> 24;
		CHECK(sender >= FIRST_SENDER && sender < RECEIVER);
		CHECK_RESULT(thisenv->env_ipc_perm, value % 2 ? READ_WRITE : 0);
		CHECK(value % 2 == 0 || *(volatile uint32_t *)PAGE_B >= value);
		DONE(self)++;
	}
}

static void
start(uint32_t member)
{
	const envid_t child = checked_fork();

	if (child != 0) {
		ID(member) = (uint32_t)child;
		return;
	}
	while (ID(member) != (uint32_t)sys_getenvid())
		sys_yield();
	if (member < FIRST_CLIENT)
		serve(member);
	else if (member < FIRST_SENDER)
		ask(member);
	else if (member < RECEIVER)
		send(member);
	else
		receive(member);
}

static void
stop_and_start(uint32_t member)
{
	const envid_t env = (envid_t)ID(member);

	CHECK_RESULT(sys_env_set_status(env, ENV_NOT_RUNNABLE), 0);
	for (uint32_t i = random_below(4); i > 0; i--)
		sys_yield();
	CHECK_RESULT(sys_env_set_status(env, ENV_RUNNABLE), 0);
}

static void
end_and_replace(uint32_t member)
{
	const envid_t env = (envid_t)ID(member);

	CHECK_RESULT(sys_env_destroy(env), 0);
	wait(env);
	start(member);
}

/* Nobody waits for what will not come. */
static void
see_progress(void)
{
	uint32_t before[MEMBERS];

	for (uint32_t i = 0; i < MEMBERS; i++)
		before[i] = DONE(i);
	for (uint32_t i = 0; i < MEMBERS; i++)
		while (DONE(i) == before[i])
			sys_yield();
}

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	make_shared_page();
	/* First those that others send to. */
	start(RECEIVER);
	for (uint32_t i = 0; i < RECEIVER; i++)
		start(i);
	for (uint32_t turn = 0; turn < TURNS; turn++) {
		for (uint32_t i = random_below(3); i > 0; i--)
			sys_yield();
		if (random_below(3) != 0)
			stop_and_start(random_below(MEMBERS));
		else
			end_and_replace(random_below(MEMBERS));
		see_progress();
	}
	for (uint32_t i = 0; i < MEMBERS; i++) {
		CHECK_RESULT(sys_env_destroy((envid_t)ID(i)), 0);
		wait((envid_t)ID(i));
	}
	passed();
}
