/*
 * Executes data and writes to code: where the processor can tell the two
 * apart, both end the program.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#include <inc/x86.h>
#include <stdlib.h>

#define CPUID_EXTENDED_EDX_NX (1u << 20)

#define RET ((char)0xC3)

static char in_data[16] = { RET };
static char in_bss[16];
static const char in_constants[16] = { RET };

static void
execute(uint32_t va)
{
	((void (*)(void))va)();
}

static void
write(uint32_t va)
{
	*(volatile char *)va = RET;
}

static bool
has_nx(void)
{
	uint32_t highest, edx;

	cpuid(0x80000000, &highest, NULL, NULL, NULL);
	if (highest < 0x80000001)
		return false;
	cpuid(0x80000001, NULL, NULL, NULL, &edx);
	return edx & CPUID_EXTENDED_EDX_NX;
}

static void
check_not_executable(void)
{
	char on_stack[16] = { RET };
	char *on_heap = malloc(16);

	CHECK(on_heap != NULL);
	on_heap[0] = RET;
	in_bss[0] = RET;
	CHECK(!survives(execute, (uint32_t)in_data));
	CHECK(!survives(execute, (uint32_t)in_bss));
	CHECK(!survives(execute, (uint32_t)in_constants));
	CHECK(!survives(execute, (uint32_t)on_stack));
	CHECK(!survives(execute, (uint32_t)on_heap));
	CHECK_RESULT(sys_page_alloc(0, PAGE_B, READ_WRITE | PTE_NOEXEC), 0);
	PAGE_B[0] = RET;
	CHECK(!survives(execute, (uint32_t)PAGE_B));
	free(on_heap);
}

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	make_shared_page();
	CHECK_RESULT(sys_page_alloc(0, PAGE_A, READ_WRITE), 0);
	PAGE_A[0] = RET;
	/* Without PTE_NOEXEC a page can be executed, as in the lab. */
	CHECK(survives(execute, (uint32_t)PAGE_A));
	CHECK(!survives(write, (uint32_t)umain));
	CHECK(!survives(write, (uint32_t)in_constants));
	CHECK(survives(write, (uint32_t)in_data));
	if (has_nx())
		check_not_executable();
	else
		cprintf("this processor executes data\n");
	passed();
}
