/*
 * Several send numbers and pages to receivers that are ended and replaced all
 * the while: a message arrives whole or is refused, and no page is lost.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#define ROUNDS    40
#define SENDERS   3
#define RECEIVERS 3

/* SHARED[i] is receiver i's id; SHARED[RECEIVERS + i] what sender i got across. */

static void
receive_for_ever(void)
{
	for (;;) {
		CHECK_RESULT(sys_ipc_recv(PAGE_B), 0);
		/* The page says the same as the number, and who sent it. */
		CHECK(((volatile uint32_t *)PAGE_B)[0] == thisenv->env_ipc_value);
		CHECK(((volatile uint32_t *)PAGE_B)[1] == (uint32_t)thisenv->env_ipc_from);
		CHECK(thisenv->env_ipc_perm == READ_WRITE);
	}
}

static void
send_for_ever(int sender)
{
	for (uint32_t value = 1;; value++) {
		const envid_t to = (envid_t)SHARED[value % RECEIVERS];
		int error;

		CHECK_RESULT(sys_page_alloc(0, PAGE_A, READ_WRITE), 0);
		((volatile uint32_t *)PAGE_A)[0] = value;
		((volatile uint32_t *)PAGE_A)[1] = (uint32_t)sys_getenvid();
		error = sys_ipc_try_send(to, value, PAGE_A, READ_WRITE);
		if (error == 0)
			SHARED[RECEIVERS + sender]++;
		else if (error == -E_IPC_NOT_RECV || error == -E_BAD_ENV)
			sys_yield();
		else
			panic("sending gives %e", error);
	}
}

static envid_t
start(void (*body)(int index), int index)
{
	const envid_t child = checked_fork();

	if (child == 0)
		body(index);
	return child;
}

static void
start_receiver(int index)
{
	const envid_t child = checked_fork();

	if (child == 0)
		receive_for_ever();
	SHARED[index] = (uint32_t)child;
}

static uint32_t
sent(void)
{
	uint32_t count = 0;

	for (int i = 0; i < SENDERS; i++)
		count += SHARED[RECEIVERS + i];
	return count;
}

static void
send_and_end(unsigned rounds)
{
	envid_t senders[SENDERS];

	for (int i = 0; i < RECEIVERS; i++)
		start_receiver(i);
	for (int i = 0; i < SENDERS; i++)
		senders[i] = start(send_for_ever, i);
	for (unsigned turn = 0; turn < rounds; turn++) {
		const envid_t receiver = (envid_t)SHARED[turn % RECEIVERS];
		const uint32_t before = sent();

		while (sent() - before < turn % 4)
			sys_yield();
		end_and_wait(receiver);
		start_receiver(turn % RECEIVERS);
	}
	for (int i = 0; i < SENDERS; i++) {
		end_and_wait(senders[i]);
	}
	for (int i = 0; i < RECEIVERS; i++) {
		end_and_wait((envid_t)SHARED[i]);
	}
}

void
umain(int argc, char **argv)
{
	uint32_t free_before;

	USED(argc);
	USED(argv);
	make_shared_page();
	send_and_end(1);
	free_before = free_pages();
	send_and_end(ROUNDS);
	CHECK_RESULT((int)free_pages(), (int)free_before);
	passed();
}
