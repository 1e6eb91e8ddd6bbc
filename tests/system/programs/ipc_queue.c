/*
 * Several send to one receiver at once and wait for their turn: they are
 * served in order, none is passed over, and those that are stopped or ended,
 * or whose receiver is, leave the queue. No page is lost by it.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#include <abi/batch.h>

#define SENDERS  6
#define ROUNDS   8
#define MESSAGES 60 /* from each sender */

/* SHARED[i]: what sender i did last. */
#define ENDED_WITH(i) SHARED[16 + (i)]

static envid_t senders[SENDERS];

/* A page of its own with every message: what it says is what arrives with it. */
static void
send_with_page(envid_t to, uint32_t value)
{
	CHECK_RESULT(sys_page_alloc(0, PAGE_A, READ_WRITE), 0);
	*(volatile uint32_t *)PAGE_A = value;
	CHECK_RESULT(sys_ipc_send(to, value, PAGE_A, READ_WRITE), 0);
}

static void
receive_with_page(void)
{
	CHECK_RESULT(sys_ipc_recv(PAGE_B), 0);
	CHECK_RESULT(thisenv->env_ipc_perm, READ_WRITE);
	CHECK(*(volatile uint32_t *)PAGE_B == thisenv->env_ipc_value);
}

/* Start one that sends value, and then ends. */
static envid_t
start_sender(uint32_t value)
{
	const envid_t me = sys_getenvid(), child = checked_fork();

	if (child == 0) {
		send_with_page(me, value);
		exit();
	}
	wait_until_blocked(child);
	return child;
}

/* Those that wait are served in the order in which they began to, whoever has left meanwhile. */
static void
serve_in_order(void)
{
	for (uint32_t i = 0; i < SENDERS; i++)
		senders[i] = start_sender(i);
	CHECK_RESULT(sys_env_set_status(senders[1], ENV_NOT_RUNNABLE), 0);
	end_and_wait(senders[2]);
	for (uint32_t i = 0; i < SENDERS; i++) {
		if (i == 1 || i == 2)
			continue;
		receive_with_page();
		CHECK(thisenv->env_ipc_value == i && thisenv->env_ipc_from == senders[i]);
	}
	/* Nothing of the stopped one's arrives, until it runs and makes its call again. */
	CHECK_RESULT(sys_ipc_send(sys_getenvid(), 0, (void *)UTOP, 0), -E_INVAL);
	CHECK_RESULT(sys_env_set_status(senders[1], ENV_RUNNABLE), 0);
	receive_with_page();
	CHECK(thisenv->env_ipc_value == 1 && thisenv->env_ipc_from == senders[1]);
	for (int i = 0; i < SENDERS; i++)
		wait(senders[i]);
}

/* A batch that is stopped in its last call, which sends, makes that call again and no other. */
static void
resume_batch(void)
{
	const envid_t me = sys_getenvid(), child = checked_fork();

	if (child == 0) {
		const struct batch_call calls[] = {
			{ SYS_page_alloc, { 0, (uint32_t)PAGE_A, READ_WRITE } },
			{ SYS_ipc_send, { (uint32_t)me, 5, UTOP, 0 } },
		};
		uint32_t failed;

		CHECK_RESULT(sys_batch(calls, 2, &failed), 0);
		CHECK(*PAGE_A == 'm');
		exit();
	}
	wait_until_blocked(child);
	CHECK_RESULT(sys_env_set_status(child, ENV_NOT_RUNNABLE), 0);
	CHECK_RESULT(sys_page_alloc(0, PAGE_B, READ_WRITE), 0);
	*PAGE_B = 'm';
	CHECK_RESULT(sys_page_map(0, PAGE_B, child, PAGE_A, READ_WRITE), 0);
	CHECK_RESULT(sys_env_set_status(child, ENV_RUNNABLE), 0);
	CHECK_RESULT(sys_ipc_recv((void *)UTOP), 0);
	CHECK(thisenv->env_ipc_value == 5 && thisenv->env_ipc_from == child);
	wait(child);
}

static void
send_in_sequence(envid_t to, uint32_t sender)
{
	for (uint32_t i = 0; i < MESSAGES; i++)
		send_with_page(to, i << 8 | sender);
	exit();
}

/* All send as fast as they can: whoever was seen waiting is served before anyone comes twice. */
static void
serve_all_alike(void)
{
	uint32_t next[SENDERS] = { 0 }, turns_waited[SENDERS] = { 0 };
	const envid_t me = sys_getenvid();

	for (uint32_t i = 0; i < SENDERS; i++) {
		senders[i] = checked_fork();
		if (senders[i] == 0)
			send_in_sequence(me, i);
	}
	for (int received = 0; received < SENDERS * MESSAGES; received++) {
		uint32_t sender;

		for (int i = 0; i < SENDERS; i++)
			if (next[i] < MESSAGES && (turns_waited[i] > 0 || blocked(senders[i])))
				CHECK(++turns_waited[i] <= SENDERS);
		receive_with_page();
		sender = thisenv->env_ipc_value & 0xFF;
		CHECK(thisenv->env_ipc_from == senders[sender]);
		CHECK(thisenv->env_ipc_value >> 8 == next[sender]++);
		turns_waited[sender] = 0;
	}
	for (int i = 0; i < SENDERS; i++)
		wait(senders[i]);
}

/* The receiver ends while all wait for it, sometimes in the midst of receiving. */
static void
outlive_receiver(unsigned turn)
{
	const envid_t receiver = checked_fork();

	if (receiver == 0) {
		for (unsigned i = 0; i < turn; i++)
			sys_ipc_recv(PAGE_B);
		for (;;)
			sys_yield();
	}
	for (uint32_t i = 0; i < SENDERS; i++) {
		ENDED_WITH(i) = 0;
		senders[i] = checked_fork();
		if (senders[i] == 0) {
			int error;

			CHECK_RESULT(sys_page_alloc(0, PAGE_A, READ_WRITE), 0);
			do
				error = sys_ipc_send(receiver, i, PAGE_A, READ_WRITE);
			while (error == 0);
			ENDED_WITH(i) = (uint32_t)error;
			exit();
		}
	}
	if (turn % 2 == 0)
		for (int i = 0; i < SENDERS; i++)
			wait_until_blocked(senders[i]);
	end_and_wait(receiver);
	for (int i = 0; i < SENDERS; i++) {
		wait(senders[i]);
		CHECK_RESULT((int)ENDED_WITH(i), -E_BAD_ENV);
	}
}

/* Errors that can be told at once are, and the sender does not wait. */
static void
refuse_at_once(void)
{
	const envid_t child = checked_fork();

	if (child == 0)
		for (;;)
			sys_yield();
	CHECK_RESULT(sys_ipc_send(child, 0, PAGE_C, READ_ONLY), -E_INVAL);
	CHECK_RESULT(sys_ipc_send(child, 0, (char *)SHARED + 1, READ_ONLY), -E_INVAL);
	CHECK_RESULT(sys_ipc_send(child, 0, (void *)SHARED, READ_ONLY | PTE_PS), -E_INVAL);
	end_and_wait(child);
	CHECK_RESULT(sys_ipc_send(child, 0, (void *)UTOP, 0), -E_BAD_ENV);
}

static void
round(unsigned turn)
{
	serve_in_order();
	resume_batch();
	serve_all_alike();
	outlive_receiver(turn);
	refuse_at_once();
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
