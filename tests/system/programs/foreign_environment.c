/*
 * A child meddles with its parent, which is not its own child: it is refused.
 * And statuses and registers are set that no program may set.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

static const uint32_t bad_statuses[] = {
	ENV_FREE, ENV_DYING, ENV_RUNNING, 5, 0x80000000, 0xFFFFFFFF
};

static void
meddle(uint32_t parent)
{
	struct Trapframe registers;

	memset(&registers, 0, sizeof(registers));
	CHECK_RESULT(sys_env_destroy(parent), -E_BAD_ENV);
	CHECK_RESULT(sys_page_alloc(parent, PAGE_A, READ_WRITE), -E_BAD_ENV);
	CHECK_RESULT(sys_page_map(parent, PAGE_A, 0, PAGE_B, READ_ONLY), -E_BAD_ENV);
	CHECK_RESULT(sys_page_map(0, PAGE_A, parent, PAGE_A, READ_ONLY), -E_BAD_ENV);
	CHECK_RESULT(sys_page_map(parent, PAGE_A, parent, PAGE_B, READ_ONLY), -E_BAD_ENV);
	CHECK_RESULT(sys_page_unmap(parent, PAGE_A), -E_BAD_ENV);
	CHECK_RESULT(sys_archive_map(0, parent, PAGE_A, READ_ONLY), -E_BAD_ENV);
	CHECK_RESULT(sys_env_set_status(parent, ENV_NOT_RUNNABLE), -E_BAD_ENV);
	CHECK_RESULT(sys_env_set_pgfault_upcall(parent, NULL), -E_BAD_ENV);
	CHECK_RESULT(sys_env_set_trapframe(parent, &registers), -E_BAD_ENV);
	CHECK_RESULT(sys_env_set_name(parent, "x", 1), -E_BAD_ENV);
}

static void
check_child(void)
{
	envid_t child = checked_fork();
	struct Trapframe registers;

	if (child == 0)
		for (;;)
			sys_yield();
	for (uint32_t i = 0; i < ARRAY_SIZE(bad_statuses); i++)
		CHECK_RESULT(sys_env_set_status(child, bad_statuses[i]), -E_INVAL);
	/* It runs: its registers are nobody's to set. */
	memset(&registers, 0, sizeof(registers));
	CHECK_RESULT(sys_env_set_trapframe(child, &registers), -E_INVAL);
	CHECK_RESULT(sys_env_set_trapframe(0, &registers), -E_INVAL);
	end_and_wait(child);
}

/* A system call that does not exist. */
static int
call_number(uint32_t number)
{
	int result;

	__asm__ volatile("int %1" : "=a"(result) : "i"(T_SYSCALL), "0"(number) : "memory");
	return result;
}

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	make_shared_page();
	CHECK_RESULT(sys_page_alloc(0, PAGE_A, READ_WRITE), 0);
	PAGE_A[0] = 'A';
	CHECK(survives(meddle, sys_getenvid()));
	CHECK(PAGE_A[0] == 'A');
	check_child();
	CHECK_RESULT(sys_env_wait(sys_getenvid()), -E_INVAL);
	CHECK_RESULT(call_number(NSYSCALLS), -E_INVAL);
	CHECK_RESULT(call_number(0x80000000), -E_INVAL);
	CHECK_RESULT(call_number(0xFFFFFFFF), -E_INVAL);
	passed();
}
