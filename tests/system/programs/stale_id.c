/*
 * Uses the id of an environment that has ended, also after its slot has a
 * new owner: every call refuses it.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

static void
check_refused(envid_t id)
{
	struct Trapframe registers;

	memset(&registers, 0, sizeof(registers));
	CHECK_RESULT(sys_env_destroy(id), -E_BAD_ENV);
	CHECK_RESULT(sys_page_alloc(id, PAGE_A, READ_WRITE), -E_BAD_ENV);
	CHECK_RESULT(sys_page_map(id, PAGE_A, 0, PAGE_B, READ_ONLY), -E_BAD_ENV);
	CHECK_RESULT(sys_page_map(0, PAGE_A, id, PAGE_A, READ_ONLY), -E_BAD_ENV);
	CHECK_RESULT(sys_page_unmap(id, PAGE_A), -E_BAD_ENV);
	CHECK_RESULT(sys_archive_map(0, id, PAGE_A, READ_ONLY), -E_BAD_ENV);
	CHECK_RESULT(sys_env_set_status(id, ENV_RUNNABLE), -E_BAD_ENV);
	CHECK_RESULT(sys_env_set_pgfault_upcall(id, NULL), -E_BAD_ENV);
	CHECK_RESULT(sys_env_set_trapframe(id, &registers), -E_BAD_ENV);
	CHECK_RESULT(sys_env_set_name(id, "x", 1), -E_BAD_ENV);
	CHECK_RESULT(sys_ipc_try_send(id, 0, (void *)UTOP, 0), -E_BAD_ENV);
}

void
umain(int argc, char **argv)
{
	envid_t old, next;

	USED(argc);
	USED(argv);
	CHECK_RESULT(sys_page_alloc(0, PAGE_A, READ_WRITE), 0);
	old = checked_fork();
	if (old == 0)
		exit();
	wait(old);
	check_refused(old);
	wait(old);

	/* The slot freed last is the first to be used again. */
	next = sys_exofork();
	CHECK(next > 0 && next != old);
	CHECK(ENVX(next) == ENVX(old));
	check_refused(old);
	CHECK(envs[ENVX(next)].env_status == ENV_NOT_RUNNABLE);
	end_and_wait(next);
	check_refused(next);

	check_refused(-1);
	check_refused(-old);
	check_refused((envid_t)0x80000000);
	check_refused(0x7FFFFFFF);
	check_refused(1);
	check_refused(NENV - 1);
	check_refused(old + (1 << ENVGENSHIFT) * 1000);
	passed();
}
