/*
 * Page-fault upcalls and stacks where none can be: the program is ended, and
 * nothing of the kernel is run, written or read.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

static const uint32_t bad_upcalls[] = {
	1,    (uint32_t)PAGE_B, UXSTACKTOP - PGSIZE, UTOP,       UVPT,
	ULIM, KERNBASE,         0xF0100020,          0xFFFFFFFF,
};

static void
fault_with_upcall(uint32_t upcall)
{
	CHECK_RESULT(sys_env_set_pgfault_upcall(0, (void *)upcall), 0);
	*(volatile char *)PAGE_B = 1;
}

static void
fault_without_stack(uint32_t unused)
{
	USED(unused);
	CHECK_RESULT(sys_page_unmap(0, (void *)(UXSTACKTOP - PGSIZE)), 0);
	*(volatile char *)PAGE_B = 1;
}

static void
fault_with_readonly_stack(uint32_t unused)
{
	void *stack = (void *)(UXSTACKTOP - PGSIZE);

	USED(unused);
	CHECK_RESULT(sys_page_map(0, stack, 0, stack, READ_ONLY), 0);
	*(volatile char *)PAGE_B = 1;
}

/* Faults again, a frame lower each time, until the stack's page is full. */
static void
fault_again(struct UTrapframe *utf)
{
	USED(utf);
	*(volatile char *)PAGE_B = 1;
}

static void
fault_without_end(uint32_t unused)
{
	USED(unused);
	set_pgfault_handler(fault_again);
	*(volatile char *)PAGE_B = 1;
}

/* A stack pointer in the exception stack's page, where no frame fits below it. */
static void
fault_near_stack_end(uint32_t esp)
{
	__asm__ volatile("movl %0, %%esp\n\t"
			 "movb $1, %c1"
			 :
			 : "r"(esp), "i"(PAGE_B)
			 : "memory");
}

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	make_shared_page();
	for (uint32_t i = 0; i < ARRAY_SIZE(bad_upcalls); i++)
		if (survives(fault_with_upcall, bad_upcalls[i]))
			panic("went on with an upcall at %08x", bad_upcalls[i]);
	CHECK(!survives(fault_without_stack, 0));
	CHECK(!survives(fault_with_readonly_stack, 0));
	CHECK(!survives(fault_without_end, 0));
	CHECK(!survives(fault_near_stack_end, UXSTACKTOP - PGSIZE));
	CHECK(!survives(fault_near_stack_end, UXSTACKTOP - PGSIZE + 16));
	CHECK(!survives(fault_near_stack_end, UXSTACKTOP - PGSIZE + 52));
	passed();
}
