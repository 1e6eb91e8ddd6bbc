/*
 * Stops a running child, gives it other registers and starts it, over and
 * over: it runs with the new ones and never again with the old.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#define ROUNDS   100
#define CHILDREN 2
#define STACK    ((char *)0x30001000) /* top of the child's */

/* SHARED[i] is what child i was told last, as it stores it all the time. */

static void
store_for_ever(void)
{
	/* ebx: where; esi: what. */
	for (;;)
		__asm__ volatile("movl %%esi, (%%ebx)" : : : "memory");
}

static int
set_registers(envid_t child, int index, uint32_t word)
{
	struct Trapframe frame = {
		.tf_eip = (uintptr_t)store_for_ever,
		.tf_esp = (uintptr_t)STACK,
		.tf_regs = {
			.reg_ebx = (uintptr_t)&SHARED[index],
			.reg_esi = word,
		},
	};

	return sys_env_set_trapframe(child, &frame);
}

static void
restart(envid_t child, int index, uint32_t word)
{
	uint32_t seen;

	CHECK_RESULT(sys_env_set_status(child, ENV_NOT_RUNNABLE), 0);
	seen = SHARED[index];
	CHECK_RESULT(set_registers(child, index, word), 0);
	for (int i = 0; i < 100; i++)
		CHECK(SHARED[index] == seen);
	CHECK_RESULT(sys_env_set_status(child, ENV_RUNNABLE), 0);
	/* Not while it may run. */
	CHECK_RESULT(set_registers(child, index, 0), -E_INVAL);
}

void
umain(int argc, char **argv)
{
	envid_t children[CHILDREN];

	USED(argc);
	USED(argv);
	make_shared_page();
	CHECK_RESULT(sys_page_alloc(0, STACK - PGSIZE, READ_WRITE), 0);
	for (int i = 0; i < CHILDREN; i++) {
		children[i] = checked_fork();
		if (children[i] == 0)
			for (;;)
				;
	}
	for (uint32_t word = 1; word <= ROUNDS; word++) {
		for (int i = 0; i < CHILDREN; i++)
			restart(children[i], i, word);
		/* Now and then, let each of them come to it. */
		for (int i = 0; word % 16 == 0 && i < CHILDREN; i++)
			while (SHARED[i] != word)
				sys_yield();
	}
	for (int i = 0; i < CHILDREN; i++) {
		end_and_wait(children[i]);
	}
	passed();
}
