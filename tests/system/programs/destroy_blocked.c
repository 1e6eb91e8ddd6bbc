/*
 * Ends children wherever they may be: running, stopped, yielding, waiting for
 * a message, a character, a point of time or another's end; and while they
 * are about to end themselves. Everything must come back.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#define ROUNDS 25

/* SHARED[i]: child i has begun; then it may be caught at any point of what it does. */

static void
spin(envid_t other)
{
	USED(other);
	for (;;)
		;
}

static void
yield(envid_t other)
{
	USED(other);
	for (;;)
		sys_yield();
}

static void
receive(envid_t other)
{
	USED(other);
	for (;;)
		sys_ipc_recv(PAGE_B);
}

static void
send(envid_t other)
{
	for (;;)
		sys_ipc_try_send(other, 1, (void *)SHARED, READ_WRITE);
}

static void
wait_for_end(envid_t other)
{
	for (;;)
		sys_env_wait(other);
}

static void
wait_for_character(envid_t other)
{
	USED(other);
	for (;;)
		sys_cons_wait();
}

static void
sleep_shortly(envid_t other)
{
	USED(other);
	for (;;) {
		const uint64_t until = now_ns() + 10000;

		sys_sleep_until((uint32_t)until, (uint32_t)(until >> 32));
	}
}

static void
stop(envid_t other)
{
	USED(other);
	for (;;)
		sys_env_set_status(0, ENV_NOT_RUNNABLE);
}

static void
take_and_return_pages(envid_t other)
{
	USED(other);
	for (;;) {
		sys_page_alloc(0, PAGE_A, READ_WRITE);
		sys_page_unmap(0, PAGE_A);
	}
}

static void
end_itself(envid_t other)
{
	USED(other);
	for (uint32_t i = (uint32_t)sys_getenvid() >> ENVGENSHIFT; i % 64 != 0; i++)
		sys_yield();
	sys_env_destroy(0);
}

static void
end_by_a_fault(envid_t other)
{
	USED(other);
	sys_env_set_pgfault_upcall(0, (void *)UTOP);
	*(volatile int *)PAGE_C = 0;
}

static void (*const doings[])(envid_t other) = {
	receive,
	send,
	spin,
	yield,
	wait_for_end,
	wait_for_character,
	sleep_shortly,
	stop,
	end_itself,
	wait_for_end,
	end_by_a_fault,
	end_itself,
	take_and_return_pages,
	receive,
};
#define CHILDREN (sizeof(doings) / sizeof(doings[0]))

static void
round(unsigned turn)
{
	envid_t children[CHILDREN];

	for (unsigned i = 0; i < CHILDREN; i++) {
		SHARED[i] = 0;
		children[i] = checked_fork();
		if (children[i] == 0) {
			SHARED[i] = 1;
			/* The first is there when all others start. */
			doings[i](i > 0 ? children[0] : 0);
		}
	}
	/* Now and then before they have begun, else in the midst of it. */
	if (turn % 4 != 0)
		for (unsigned i = 0; i < CHILDREN; i++)
			while (SHARED[i] == 0)
				sys_yield();
	for (unsigned i = 0; i < CHILDREN; i++) {
		const envid_t child = children[(i * 5 + turn) % CHILDREN];
		int error;

		/* Stopping it first must not hide it from its end. */
		if ((i + turn) % 3 == 0)
			sys_env_set_status(child, i % 2 ? ENV_NOT_RUNNABLE : ENV_RUNNABLE);
		error = sys_env_destroy(child);
		CHECK(error == 0 || error == -E_BAD_ENV);
		CHECK_RESULT(sys_env_set_status(child, ENV_RUNNABLE), -E_BAD_ENV);
	}
	for (unsigned i = 0; i < CHILDREN; i++)
		wait(children[i]);
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
