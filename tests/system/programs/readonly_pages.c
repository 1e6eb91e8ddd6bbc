/*
 * Tries to get a writable mapping of a page that may only be read, by
 * mapping it again, by a message, and through a child.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

static void
write_to(uint32_t va)
{
	*(volatile char *)va = 1;
}

/* Receive one message with a page, then end. */
static void
receiver(void)
{
	ipc_recv(NULL, PAGE_C, NULL);
	exit();
}

static void
check_messages(void)
{
	envid_t child = checked_fork();
	int result;

	if (child == 0)
		receiver();
	while ((result = sys_ipc_try_send(child, 0, PAGE_A, READ_WRITE)) == -E_IPC_NOT_RECV)
		sys_yield();
	CHECK_RESULT(result, -E_INVAL);
	/* The receiver still waits: a call that fails has changed nothing. */
	CHECK(envs[ENVX(child)].env_ipc_recving == 1);
	CHECK_RESULT(sys_ipc_try_send(child, 0, PAGE_A + 1, READ_ONLY), -E_INVAL);
	CHECK_RESULT(sys_ipc_try_send(child, 0, PAGE_B, READ_ONLY), -E_INVAL);
	CHECK_RESULT(sys_ipc_try_send(child, 0, PAGE_A, PTE_P), -E_INVAL);
	CHECK_RESULT(sys_ipc_try_send(child, 0, PAGE_A, READ_ONLY | PTE_PS), -E_INVAL);
	CHECK(envs[ENVX(child)].env_ipc_recving == 1);
	CHECK_RESULT(sys_ipc_try_send(child, 0, PAGE_A, READ_ONLY), 0);
	wait(child);
}

void
umain(int argc, char **argv)
{
	envid_t child;

	USED(argc);
	USED(argv);
	make_shared_page();
	CHECK_RESULT(sys_page_alloc(0, PAGE_A, READ_ONLY), 0);
	CHECK_RESULT(sys_page_map(0, PAGE_A, 0, PAGE_A, READ_WRITE), -E_INVAL);
	CHECK_RESULT(sys_page_map(0, PAGE_A, 0, PAGE_B, READ_WRITE), -E_INVAL);
	CHECK(!is_mapped(PAGE_B));

	child = sys_exofork();
	CHECK(child > 0);
	CHECK_RESULT(sys_page_map(0, PAGE_A, child, PAGE_A, READ_WRITE), -E_INVAL);
	CHECK_RESULT(sys_page_map(0, PAGE_A, child, PAGE_A, READ_ONLY), 0);
	CHECK_RESULT(sys_page_map(child, PAGE_A, 0, PAGE_B, READ_WRITE), -E_INVAL);
	CHECK_RESULT(sys_env_destroy(child), 0);

	CHECK_RESULT(sys_archive_map(0, 0, PAGE_C, READ_ONLY), 0);
	CHECK_RESULT(sys_page_map(0, PAGE_C, 0, PAGE_B, READ_WRITE), -E_INVAL);

	check_messages();
	CHECK(!survives(write_to, (uint32_t)PAGE_A));
	CHECK(!survives(write_to, (uint32_t)PAGE_C));
	CHECK(!survives(write_to, UTEXT));
	CHECK(!survives(write_to, UENVS));
	CHECK(!survives(write_to, UVPT + (UTEXT >> PGSHIFT) * sizeof(pte_t)));
	CHECK(PAGE_A[0] == 0);
	passed();
}
