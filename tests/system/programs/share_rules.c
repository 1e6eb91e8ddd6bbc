/*
 * Who may set whose share of the CPU, and to what.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

static const volatile struct Env *
slot(envid_t env)
{
	return &envs[ENVX(env)];
}

static envid_t
idle_child(void)
{
	const envid_t child = sys_exofork();

	CHECK(child > 0);
	return child;
}

static void
check_values(void)
{
	const envid_t child = idle_child();

	CHECK_RESULT((int)thisenv->env_tickets, ENV_TICKETS_MAX);
	CHECK_RESULT((int)thisenv->env_priority, ENV_PRIORITY_MAX);
	CHECK_RESULT(sys_env_set_tickets(child, 0), -E_INVAL);
	CHECK_RESULT(sys_env_set_tickets(child, ENV_TICKETS_MAX + 1), -E_INVAL);
	CHECK_RESULT(sys_env_set_tickets(child, 0x80000000), -E_INVAL);
	CHECK_RESULT(sys_env_set_tickets(child, UINT32_MAX), -E_INVAL);
	CHECK_RESULT(sys_env_set_priority(child, ENV_PRIORITY_MAX + 1), -E_INVAL);
	CHECK_RESULT(sys_env_set_priority(child, UINT32_MAX), -E_INVAL);
	CHECK_RESULT((int)slot(child)->env_tickets, ENV_TICKETS_MAX);
	CHECK_RESULT((int)slot(child)->env_priority, ENV_PRIORITY_MAX);
	CHECK_RESULT(sys_env_set_tickets(child, 1), 0);
	CHECK_RESULT(sys_env_set_priority(child, 0), 0);
	CHECK_RESULT((int)slot(child)->env_tickets, 1);
	CHECK_RESULT((int)slot(child)->env_priority, 0);
	/* Its parent may give it back what it has itself. */
	CHECK_RESULT(sys_env_set_tickets(child, ENV_TICKETS_MAX), 0);
	CHECK_RESULT(sys_env_set_priority(child, ENV_PRIORITY_MAX), 0);
	CHECK_RESULT(sys_env_destroy(child), 0);
	CHECK_RESULT(sys_env_set_tickets(child, 1), -E_BAD_ENV);
}

/* Only down: neither itself nor its own children get more than it has. */
static void
check_own(envid_t parent)
{
	envid_t child;

	CHECK_RESULT(sys_env_set_tickets(0, 100), 0);
	CHECK_RESULT(sys_env_set_priority(0, 10), 0);
	CHECK_RESULT(sys_env_set_tickets(0, 101), -E_INVAL);
	CHECK_RESULT(sys_env_set_priority(0, 11), -E_INVAL);
	CHECK_RESULT(sys_env_set_tickets(parent, 1), -E_BAD_ENV);
	CHECK_RESULT(sys_env_set_priority(parent, 1), -E_BAD_ENV);
	child = idle_child();
	CHECK_RESULT((int)slot(child)->env_tickets, 100);
	CHECK_RESULT((int)slot(child)->env_priority, 10);
	CHECK_RESULT(sys_env_set_tickets(child, 101), -E_INVAL);
	CHECK_RESULT(sys_env_set_priority(child, 11), -E_INVAL);
	CHECK_RESULT(sys_env_destroy(child), 0);
}

static void
wait_for_word(volatile uint32_t *word)
{
	while (*word == 0)
		sys_yield();
}

/* A child with a child of its own, which waits until it is ended. */
static envid_t
start_family(void)
{
	envid_t child;

	SHARED[0] = 0;
	child = checked_fork();
	if (child == 0) {
		const envid_t grandchild = checked_fork();

		if (grandchild != 0)
			SHARED[0] = (uint32_t)grandchild;
		sys_ipc_recv((void *)UTOP);
		exit();
	}
	wait_for_word(&SHARED[0]);
	return child;
}

static void
check_descendants(void)
{
	const envid_t child = start_family();
	const envid_t grandchild = (envid_t)SHARED[0];

	CHECK_RESULT(sys_env_set_tickets(grandchild, 7), 0);
	CHECK_RESULT(sys_env_set_priority(grandchild, 7), 0);
	CHECK_RESULT((int)slot(grandchild)->env_tickets, 7);
	CHECK_RESULT((int)slot(grandchild)->env_priority, 7);
	/* Without the one between them it is our child, and keeps what it has. */
	end_and_wait(child);
	CHECK_RESULT((int)slot(grandchild)->env_tickets, 7);
	CHECK_RESULT(sys_env_set_tickets(grandchild, 8), 0);
	CHECK_RESULT((int)slot(grandchild)->env_tickets, 8);
	while (sys_ipc_try_send(grandchild, 0, (void *)UTOP, 0) < 0)
		sys_yield();
	wait(grandchild);
}

void
umain(int argc, char **argv)
{
	envid_t child;

	USED(argc);
	USED(argv);
	make_shared_page();
	check_values();
	check_descendants();
	SHARED[1] = 0;
	child = checked_fork();
	if (child == 0) {
		check_own(thisenv->env_parent_id);
		SHARED[1] = 1;
		exit();
	}
	wait(child);
	CHECK_RESULT((int)SHARED[1], 1);
	passed();
}
